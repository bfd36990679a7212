import type { Node } from 'yaml'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'

/** The kinds of OpenSLO beside the SLO, each with the warning for what the rules leave out of it, if anything. */
const OTHER_KINDS: Readonly<Record<string, string | undefined>> = {
  Service: undefined,
  SLI: undefined,
  DataSource: 'Rules query the Prometheus that loads them, whatever source an SLI names',
  AlertPolicy: 'No alert is made from an AlertPolicy',
  AlertCondition: 'No alert is made from an AlertCondition',
  AlertNotificationTarget: 'An AlertNotificationTarget notifies no one: receivers are configured in Alertmanager',
}

const HAVE_ALERTS = 'Burn-rate alerts are made from `alerting:` of an SLO that is written as sloth writes it.'

/** Whether a kind of OpenSLO may stand beside SLOs; what the rules leave out of it is a warning. */
export function isBeside(yaml: YamlReader, root: YamlMap, kind: string): boolean {
  if (!Object.hasOwn(OTHER_KINDS, kind)) return false
  const missed = OTHER_KINDS[kind]
  const help = kind.startsWith('Alert') ? HAVE_ALERTS : undefined
  if (missed !== undefined) yaml.warn(UNSUPPORTED, missed, yaml.node(root, 'kind'), help)
  return true
}

/** Warns that the alert policies of an SLO make no alert; everything else is kept. */
export function warnOfPolicies(yaml: YamlReader, spec: YamlMap): void {
  if (yaml.node(spec, 'alertPolicies') === undefined) return
  yaml.warn(UNSUPPORTED, 'No alert is made from "alertPolicies"', yaml.keyNode(spec, 'alertPolicies'), HAVE_ALERTS)
}

const UNSUPPORTED = 'openslo-unsupported'

/** Reports a part of OpenSLO that would change the SLO if it were left out. */
export function refuse(yaml: YamlReader, message: string, at: Node | undefined, help: string): void {
  yaml.report(UNSUPPORTED, message, at, help)
}

/** Reports a key that is not supported. */
export function unsupported(yaml: YamlReader, map: YamlMap, key: string, help: string): void {
  if (yaml.node(map, key) === undefined) return
  refuse(yaml, `"${key}" cannot be used here`, yaml.keyNode(map, key), help)
}

/** Reports a second time window. */
export function onlyOne(yaml: YamlReader, second: YamlMap | undefined): void {
  if (second === undefined) return
  const at = second.items[0]?.key as Node | undefined
  refuse(yaml, 'An SLO can have only one time window', at, 'Keep one; write another SLO for the other.')
}

/** Reports a value that is not supported. */
export function onlyValue(
  yaml: YamlReader,
  map: YamlMap,
  key: string,
  values: readonly string[],
  code = UNSUPPORTED,
): void {
  yaml.require(map, key, `Write \`${key}: ${values[0]}\`.`)
  const value = yaml.string(map, key)
  if (value === undefined || values.includes(value)) return
  yaml.report(code, `Cannot read "${value}" here`, yaml.node(map, key), `Write \`${key}: ${values[0]}\`.`)
}

/** Reads the labels of an object. One may have several values, which no label of Kubernetes can hold: it is left out. */
export function readOpenSloLabels(yaml: YamlReader, metadata: YamlMap): Readonly<Record<string, string>> {
  const labels = yaml.map(metadata, 'labels')
  const entries = (labels?.items ?? []).flatMap(({ key }) => {
    const name = String(key)
    const texts = labels === undefined ? [] : yaml.texts(labels, name)
    return texts.length === 1 ? texts.map(text => [name, text] as const) : []
  })
  return Object.fromEntries(entries)
}
