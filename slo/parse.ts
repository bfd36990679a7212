import type { Diagnostic, Parsed, SourceFile } from '../lib/diagnostic.ts'
import { type Duration, parseDuration } from '../lib/duration.ts'
import { openYaml, type YamlMap, type YamlReader } from '../lib/yaml-reader.ts'
import { type Alerting, type AlertRouting, errorBudget, type Slo, sloId } from './model.ts'
import { type ProbeCatalogue, readSli } from './parse-sli.ts'
import { ALERT_WINDOWS, burnRate, windowName } from './windows.ts'

/** The compliance period of an SLO that names none. */
export const DEFAULT_PERIOD: Duration = parseDuration('30d') ?? (0 as Duration)

const NAME = /^[A-Za-z0-9][-A-Za-z0-9_.]*[A-Za-z0-9]$/
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/
/** Labels that rules set by themselves; an own value would break every join on them. */
const RESERVED_LABEL = /^(sloth_|__)/

/** Reads SLO definitions (sloth's `prometheus/v1`); returns what could be read and everything that is wrong. */
export function parseSlos(files: readonly SourceFile[], probes: ProbeCatalogue): Parsed<readonly ServiceSlos[]> {
  const diagnostics: Diagnostic[] = []
  const seen = new Map<string, string>()
  const value = files.map(file => {
    const yaml = openYaml(file)
    if (yaml.documents.length === 0 && yaml.diagnostics.length === 0) {
      yaml.report('no-slos', 'The file holds no SLO definition', undefined, 'Start it with `version: prometheus/v1`.')
    }
    const slos = yaml.documents.flatMap(document => readDocument(yaml, document, probes, seen))
    diagnostics.push(...yaml.diagnostics)
    return { path: file.path, slos }
  })
  return { value, diagnostics }
}

/** The SLOs of one file. */
export interface ServiceSlos {
  readonly path: string
  readonly slos: readonly Slo[]
}

function readDocument(yaml: YamlReader, root: YamlMap, probes: ProbeCatalogue, seen: Map<string, string>): Slo[] {
  yaml.onlyKeys(root, ['version', 'service', 'labels', 'slos'])
  yaml.require(root, 'version', 'Write `version: prometheus/v1`.')
  const version = yaml.string(root, 'version')
  if (version !== undefined && version !== 'prometheus/v1') {
    yaml.report(
      'unknown-version',
      `Cannot read version "${version}"`,
      yaml.node(root, 'version'),
      'Write `version: prometheus/v1`.',
    )
  }
  yaml.require(root, 'service', 'Name the service, such as `service: web`.')
  const service = readName(yaml, root, 'service')
  const labels = readLabels(yaml, root)
  yaml.require(root, 'slos', 'List at least one SLO under `slos:`.')
  const entries = yaml.maps(root, 'slos')
  if (entries.length === 0 && yaml.node(root, 'slos') !== undefined) {
    yaml.report('no-slos', '"slos" must list at least one SLO', yaml.keyNode(root, 'slos'))
  }
  return entries.flatMap(entry => {
    const slo = readSlo(yaml, entry, service, labels, probes)
    if (slo === undefined) return []
    const id = sloId(slo)
    const other = seen.get(id)
    if (other !== undefined) {
      yaml.report(
        'duplicate-slo',
        `The id "${id}" is taken by ${other}`,
        yaml.node(entry, 'name'),
        'Service and name together must be unique.',
      )
    }
    seen.set(id, `the SLO "${slo.name}" of service "${slo.service}"`)
    return [slo]
  })
}

function readSlo(
  yaml: YamlReader,
  entry: YamlMap,
  service: string | undefined,
  serviceLabels: Readonly<Record<string, string>>,
  probes: ProbeCatalogue,
): Slo | undefined {
  yaml.onlyKeys(entry, ['name', 'description', 'objective', 'labels', 'sli', 'alerting'])
  yaml.require(entry, 'name', 'Name the SLO, such as `name: edge-availability`.')
  yaml.require(entry, 'objective', 'Promise a percentage, such as `objective: 99.9`.')
  yaml.require(entry, 'sli', 'Say what is counted: `sli: { probe: { probe: home, path: edge } }` or `sli.events`.')
  const name = readName(yaml, entry, 'name')
  const objective = readObjective(yaml, entry)
  const sliMap = yaml.map(entry, 'sli')
  const sli = sliMap && readSli(yaml, sliMap, probes)
  const labels = { ...serviceLabels, ...readLabels(yaml, entry) }
  const alerting = readAlerting(yaml, entry, service, name)
  const description = yaml.string(entry, 'description') ?? ''
  if (!service || !name || objective === undefined || sli === undefined) return undefined
  return { service, name, description, objective, period: DEFAULT_PERIOD, labels, sli, alerting }
}

function readName(yaml: YamlReader, map: YamlMap, key: string): string | undefined {
  const name = yaml.string(map, key)
  if (name === undefined || NAME.test(name)) return name
  const help = 'Use two or more letters, digits, ".", "_" and "-", with a letter or digit at both ends.'
  yaml.report('bad-name', `Cannot use "${name}" as a name`, yaml.node(map, key), help)
  return undefined
}

function readLabels(yaml: YamlReader, map: YamlMap): Readonly<Record<string, string>> {
  const labels = yaml.strings(map, 'labels')
  const at = yaml.map(map, 'labels')
  for (const label of Object.keys(labels)) {
    if (!LABEL.test(label)) {
      yaml.report(
        'bad-label',
        `Cannot use "${label}" as a label name`,
        at && yaml.keyNode(at, label),
        'Use letters, digits and "_".',
      )
    } else if (RESERVED_LABEL.test(label)) {
      yaml.report(
        'reserved-label',
        `The label "${label}" is set by the rules`,
        at && yaml.keyNode(at, label),
        'Choose another name.',
      )
    }
  }
  return labels
}

function readObjective(yaml: YamlReader, entry: YamlMap): number | undefined {
  const percent = yaml.number(entry, 'objective')
  if (percent === undefined) return undefined
  const at = yaml.node(entry, 'objective')
  if (!(percent > 0 && percent < 100)) {
    const help = 'Write a percentage above 0 and below 100, such as 99.9; a budget of zero can never be kept.'
    yaml.report('objective-out-of-range', `Cannot promise ${percent} %`, at, help)
    return undefined
  }
  const objective = Number((percent / 100).toPrecision(12))
  for (const window of ALERT_WINDOWS) {
    const threshold = burnRate(window, DEFAULT_PERIOD) * errorBudget(objective)
    if (threshold < 1) continue
    const message = `The ${window.severity} alert over ${windowName(window.long)} can never fire at ${percent} %`
    yaml.report(
      'unreachable-alert',
      `${message}: it needs an error ratio of ${Math.round(threshold * 100)} %`,
      at,
      'Promise more, or disable that alert.',
    )
  }
  return objective
}

function readAlerting(
  yaml: YamlReader,
  entry: YamlMap,
  service: string | undefined,
  name: string | undefined,
): Alerting {
  const map = yaml.map(entry, 'alerting')
  const fallback = pascalCase(`${service ?? ''}-${name ?? ''}`)
  if (map === undefined) return { name: fallback, labels: {}, annotations: {}, page: SILENT, ticket: SILENT }
  yaml.onlyKeys(map, ['name', 'labels', 'annotations', 'page_alert', 'ticket_alert'])
  return {
    name: yaml.string(map, 'name') ?? fallback,
    labels: readLabels(yaml, map),
    annotations: yaml.strings(map, 'annotations'),
    page: readRouting(yaml, map, 'page_alert'),
    ticket: readRouting(yaml, map, 'ticket_alert'),
  }
}

/** An SLO without `alerting` is watched, and wakes nobody. */
const SILENT: AlertRouting = { disabled: true, labels: {}, annotations: {} }

function readRouting(yaml: YamlReader, alerting: YamlMap, key: string): AlertRouting {
  const map = yaml.map(alerting, key)
  if (map === undefined) return { disabled: false, labels: {}, annotations: {} }
  yaml.onlyKeys(map, ['disable', 'labels', 'annotations'])
  return {
    disabled: yaml.boolean(map, 'disable') ?? false,
    labels: readLabels(yaml, map),
    annotations: yaml.strings(map, 'annotations'),
  }
}

function pascalCase(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}
