import { didYouMean } from '../lib/did-you-mean.ts'
import { formatDuration, inSeconds } from '../lib/duration.ts'
import { bucketMatcher, selector } from '../lib/promql.ts'
import type { YamlMap, YamlReader } from '../lib/yaml-reader.ts'
import { METRICS } from '../services/prober/core/names.ts'
import type { ProbeSli, Sli } from './model.ts'

/** What the prober measures: the probes with their paths, and the bounds its latency histogram counts at. */
export interface ProbeCatalogue {
  readonly probes: readonly { readonly name: string; readonly paths: readonly string[] }[]
  readonly bucketBoundsSeconds: readonly number[]
}

const WINDOW = /\{\{\s*\.window\s*\}\}/

/** Reads `sli:`, which must hold exactly one kind. */
export function readSli(yaml: YamlReader, map: YamlMap, probes: ProbeCatalogue): Sli | undefined {
  yaml.onlyKeys(map, ['events', 'probe', 'raw', 'plugin'])
  const kinds = ['events', 'probe', 'raw', 'plugin'].filter(kind => yaml.node(map, kind) !== undefined)
  const [kind] = kinds
  if (kind === undefined || kinds.length > 1) {
    yaml.report(
      'one-sli',
      `An SLI needs exactly one kind; here ${kinds.length === 0 ? 'is none' : `are ${kinds.join(' and ')}`}`,
      map,
      'Write `probe` or `events`.',
    )
    return undefined
  }
  const value = yaml.map(map, kind)
  if (value === undefined) return undefined
  if (kind === 'events') return readEvents(yaml, value)
  if (kind === 'probe') return readProbe(yaml, value, probes)
  yaml.report(
    'sli-kind-unsupported',
    `An SLI of kind "${kind}" cannot be weighted by events`,
    yaml.keyNode(map, kind),
    'Write it as `events` with error_query and total_query.',
  )
  return undefined
}

function readEvents(yaml: YamlReader, map: YamlMap): Sli | undefined {
  yaml.onlyKeys(map, ['error_query', 'total_query'])
  const [errorQuery, totalQuery] = ['error_query', 'total_query'].map(key => {
    yaml.require(map, key, 'Write PromQL with `{{.window}}` as its range.')
    const query = yaml.string(map, key)
    if (query === undefined || WINDOW.test(query)) return query?.trim()
    yaml.report(
      'no-window',
      `"${key}" lacks {{.window}}`,
      yaml.node(map, key),
      'Write the range as `[{{.window}}]`; rules fill in each window.',
    )
    return undefined
  })
  return errorQuery === undefined || totalQuery === undefined ? undefined : { errorQuery, totalQuery }
}

function readProbe(yaml: YamlReader, map: YamlMap, catalogue: ProbeCatalogue): Sli | undefined {
  yaml.onlyKeys(map, ['probe', 'path', 'latency'])
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
    yaml.report(
      'unknown-path',
      `The probe "${name}" does not take the path "${path}"`,
      yaml.node(map, 'path'),
      meant(path, probe.paths),
    )
    return undefined
  }
  if (latency !== undefined && !catalogue.bucketBoundsSeconds.includes(inSeconds(latency))) {
    const bounds = catalogue.bucketBoundsSeconds.map(bound => `${bound}s`).join(', ')
    yaml.report(
      'no-bucket',
      `The latency histogram has no bucket at ${formatDuration(latency)}`,
      yaml.node(map, 'latency'),
      `It counts at ${bounds}.`,
    )
    return undefined
  }
  return probeSli({ probe: name, path, ...(latency === undefined ? {} : { latency }) })
}

function meant(word: string, known: readonly string[]): string {
  const nearest = didYouMean(word, known)
  return nearest === undefined ? `Known: ${known.join(', ')}.` : `Did you mean "${nearest}"?`
}

/** The queries behind `sli.probe`. Too slow is everything that was not good within the threshold, so a timeout is bad twice. */
export function probeSli(sli: ProbeSli): Sli {
  const labels = { probe: sli.probe, path: sli.path }
  const rate = (metric: string, more: Parameters<typeof selector>[1]) =>
    `sum(rate(${selector(metric, { ...labels, ...more })}[{{.window}}]))`
  const totalQuery = rate(METRICS.probes, { budget: 'counted' })
  const errorQuery =
    sli.latency === undefined
      ? rate(METRICS.failures, { budget: 'counted' })
      : `clamp_min(${totalQuery} - ${rate(`${METRICS.duration}_bucket`, { le: bucketMatcher(inSeconds(sli.latency)) })}, 0)`
  return { errorQuery, totalQuery, probe: sli }
}
