import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import { type AlertWindow, errorBudget, probeOf, type Slo } from '../core/model.ts'
import { alertThreshold, burnRate, firingPairs, windowName } from '../core/windows.ts'
import type { ParseContext } from './parse-context.ts'
import type { ObjectMetadata } from './placed.ts'

const NAME = /^[A-Za-z0-9][-A-Za-z0-9_.]*[A-Za-z0-9]$/

/** Reads a service's or SLO's name. */
export function readName(yaml: YamlReader, map: YamlMap, key: string, help: string): string | undefined {
  yaml.require(map, key, help)
  const name = yaml.string(map, key)
  if (name === undefined || NAME.test(name)) return name
  const rule = 'Use two or more letters, digits, ".", "_" and "-", with a letter or digit at both ends.'
  yaml.report('bad-name', `Cannot use "${name}" as a name`, yaml.node(map, key), rule)
  return undefined
}

/**
 * Warns of each pair that cannot fire because even a full outage burns more slowly than its threshold. Ours leaves it out
 * of the alert; sloth writes it.
 */
export function checkReach(yaml: YamlReader, map: YamlMap, key: string, slo: Slo, context: ParseContext): void {
  for (const window of slo.windows) {
    const threshold = alertThreshold(window, slo)
    if (slo.alerting[window.severity].disabled || threshold < 1) continue
    const message =
      `The ${window.severity} alert over ${windowName(window.long)} can never fire at ${slo.objectivePercent} %: ` +
      `it needs an error ratio of ${Math.round(threshold * 100)} %${context.flavour === 'sloth' ? '' : leftOut(slo, window)}`
    const reachable = (100 * (1 - 1 / burnRate(window, slo.period))).toFixed(2)
    const help = `Raise the objective above ${reachable} %, or disable the ${window.severity} alert.`
    yaml.warn('unreachable-alert', message, yaml.node(map, key), help)
  }
}

function leftOut(slo: Slo, { severity }: AlertWindow): string {
  return firingPairs(slo, severity).length > 0 ? ', so it is left out' : `, and no other ${severity} can either`
}

/** Reports an SLO of which one bad event alone burns fast enough to page: it has too few events for its objective. */
export function checkJudgeable(yaml: YamlReader, map: YamlMap, key: string, slo: Slo): void {
  const interval = slo.sli.kind === 'events' ? slo.sli.eventIntervalSeconds : undefined
  const [window] = firingPairs(slo, 'page')
  if (interval === undefined || window === undefined) return
  const events = window.long / 1000 / interval
  const bearable = burnRate(window, slo.period) * errorBudget(slo.objective) * events
  if (bearable >= 1) return
  const slowest = Math.floor(interval * bearable * 10) / 10
  const { code, event, remedy } = probeOf(slo) === undefined ? RARE_TRAFFIC : rareProbes(slowest)
  const times = Math.round(burnRate(window, slo.period) / bearable)
  const message = `One ${event} every ${Number(interval.toPrecision(3))} s is too few for ${slo.objectivePercent} %: a single bad one burns the budget ${times} times as fast as allowed`
  const help = `${remedy} or lower the objective; until then at least 3 bad ${event}s are needed for a page.`
  yaml.warn(code, message, yaml.node(map, key), help)
}

const RARE_TRAFFIC = {
  code: 'objective-beyond-traffic',
  event: 'event',
  remedy: 'Add a probe beside it, with `sli.fused`,',
}

function rareProbes(slowestSeconds: number): typeof RARE_TRAFFIC {
  return { code: 'objective-beyond-probes', event: 'probe', remedy: `Probe at least every ${slowestSeconds} s` }
}

type ReadLabels = (yaml: YamlReader, metadata: YamlMap) => Readonly<Record<string, string>>

const labelsOf: ReadLabels = (yaml, metadata) => yaml.strings(metadata, 'labels')

/** Reads the metadata of a Kubernetes object. */
export function readMetadata(
  yaml: YamlReader,
  root: YamlMap,
  readLabels: ReadLabels = labelsOf,
): ObjectMetadata | undefined {
  yaml.require(root, 'metadata', 'Name the object: `metadata: { name: … }`.')
  const map = yaml.map(root, 'metadata')
  if (map === undefined) return undefined
  yaml.require(map, 'name', 'Name the object.')
  const name = yaml.string(map, 'name')
  const namespace = yaml.string(map, 'namespace')
  if (name === undefined) return undefined
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    labels: readLabels(yaml, map),
    annotations: yaml.strings(map, 'annotations'),
  }
}
