import { didYouMean } from '../../lib/did-you-mean.ts'
import { formatDuration, inSeconds } from '../../lib/duration.ts'
import { bucketMatcher, type Matchers, selector } from '../../lib/promql/write-selector.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import type { ProbeCatalogue } from '../../services/prober/contract/catalogue.ts'
import { LABELS } from '../../services/prober/contract/labels.ts'
import { COUNTED, METRICS } from '../../services/prober/contract/names.ts'
import type { EventSli, ProbeSli } from '../core/model.ts'
import { PROBE_SLI_FIELDS } from './slo-fields.ts'

/** Reads `sli.probe` and resolves it against what the prober measures. */
export function readProbe(yaml: YamlReader, map: YamlMap, catalogue: ProbeCatalogue): EventSli | undefined {
  yaml.onlyKeys(map, Object.keys(PROBE_SLI_FIELDS))
  yaml.require(map, 'probe', `Name a probe: ${catalogue.probes.map(({ name }) => name).join(', ')}.`)
  yaml.require(map, 'path', 'Name the path: edge, ingress or app.')
  const name = yaml.string(map, 'probe')
  const path = yaml.string(map, 'path')
  const latency = yaml.duration(map, 'latency')
  if (name === undefined || path === undefined) return undefined
  const probe = catalogue.probes.find(candidate => candidate.name === name)
  if (probe === undefined) {
    const names = catalogue.probes.map(candidate => candidate.name)
    yaml.report('unknown-probe', `There is no probe "${name}"`, yaml.node(map, 'probe'), meant(name, names))
    return undefined
  }
  if (!probe.paths.includes(path)) {
    const message = `The probe "${name}" does not take the path "${path}"`
    yaml.report('unknown-path', message, yaml.node(map, 'path'), meant(path, probe.paths))
    return undefined
  }
  if (latency !== undefined && !catalogue.bucketBoundsSeconds.includes(inSeconds(latency))) {
    const bounds = catalogue.bucketBoundsSeconds.map(bound => `${bound}s`).join(', ')
    const message = `The latency histogram has no bucket at ${formatDuration(latency)}`
    yaml.report('no-bucket', message, yaml.node(map, 'latency'), `It counts at ${bounds}.`)
    return undefined
  }
  const interval = probe.intervalSeconds === undefined ? {} : { eventIntervalSeconds: probe.intervalSeconds }
  return { ...probeSli({ probe: name, path, ...(latency === undefined ? {} : { latency }) }), ...interval }
}

function meant(word: string, known: readonly string[]): string {
  const nearest = didYouMean(word, known)
  return nearest === undefined ? `Known: ${known.join(', ')}.` : `Did you mean "${nearest}"?`
}

/**
 * The queries behind `sli.probe`. Every probe that was not good within the threshold is too slow, so a timeout is bad
 * in both SLIs.
 */
function probeSli(sli: ProbeSli): EventSli {
  const labels = { [LABELS.probe]: sli.probe, [LABELS.path]: sli.path }
  const rate = (metric: string, more: Matchers) => `sum(rate(${selector(metric, { ...labels, ...more })}[{{.window}}]))`
  const totalQuery = rate(METRICS.probes, { [LABELS.budget]: COUNTED })
  const errorQuery =
    sli.latency === undefined
      ? rate(METRICS.failures, { [LABELS.budget]: COUNTED })
      : tooSlow(totalQuery, rate(`${METRICS.duration}_bucket`, { le: bucketMatcher(inSeconds(sli.latency)) }))
  return { kind: 'events', errorQuery, totalQuery, probe: sli }
}

/**
 * All events that were not in time. Where the bucket is missing none were, so that a misspelt one alerts and is not
 * overlooked.
 */
export function tooSlow(totalQuery: string, goodQuery: string): string {
  return `clamp_min(${totalQuery} - (${goodQuery} or 0 * ${totalQuery}), 0)`
}
