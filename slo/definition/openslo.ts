import { own } from '../../lib/own.ts'
import { rateSelectors } from '../../lib/promql/rewrite.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import type { EventSli, Slo } from '../core/model.ts'
import { SILENT } from './alerting.ts'
import { readMetadata, readName } from './fields.ts'
import { checkObjective } from './objective.ts'
import { onlyValue, readOpenSloLabels, unsupported, warnOfPolicies } from './openslo-parts.ts'
import { readTimeWindow } from './openslo-window.ts'
import { type ParseContext, queryRules, queryUse } from './parse-context.ts'
import type { PlacedDocument } from './placed.ts'
import { eventsSli, goodSli, sampledSli } from './query/events-sli.ts'
import { type PlacedQuery, rewritten } from './query/placed-query.ts'
import { readQuery } from './query/read-query.ts'

/** What an SLI counts, and the file it is in, where its mistakes are reported. */
export interface Indicator {
  readonly yaml: YamlReader
  readonly spec: YamlMap
}

/** SLIs by their name: those of the same file come first. */
export interface Indicators {
  readonly here: ReadonlyMap<string, Indicator>
  readonly elsewhere: ReadonlyMap<string, Indicator>
}

/** Whether a file may hold SLIs; reading every file twice would be too slow. */
export function mayHoldIndicators(text: string): boolean {
  return /\bkind["']?\s*:\s*["']?SLI\b/.test(text)
}

/** The SLIs of a file by their name, for SLOs that refer to them. */
export function collectIndicators(yaml: YamlReader): ReadonlyMap<string, Indicator> {
  const indicators = yaml.documents.flatMap((root): [string, Indicator][] => {
    if (yaml.node(root, 'kind') === undefined || yaml.string(root, 'kind') !== 'SLI') return []
    const metadata = yaml.map(root, 'metadata')
    const name = metadata && yaml.string(metadata, 'name')
    const spec = yaml.map(root, 'spec')
    return name === undefined || spec === undefined ? [] : [[name, { yaml, spec }]]
  })
  return new Map(indicators)
}

/** Reads one SLO of OpenSLO `v1`; several objectives become SLOs numbered from 0, a single one keeps the name. */
export function readOpenSlo(
  yaml: YamlReader,
  root: YamlMap,
  context: ParseContext,
  indicators: Indicators,
): PlacedDocument {
  yaml.onlyKeys(root, ['apiVersion', 'kind', 'metadata', 'spec'])
  const metadata = readMetadata(yaml, root, readOpenSloLabels)
  yaml.require(root, 'spec', 'Describe the SLO: `spec: { service: …, indicator: …, objectives: […] }`.')
  const spec = yaml.map(root, 'spec')
  if (spec === undefined) return { spec: 'openslo/v1', slos: [] }
  const known = ['description', 'service', 'indicator', 'indicatorRef', 'timeWindow', 'budgetingMethod', 'objectives']
  yaml.onlyKeys(spec, [...known, 'alertPolicies'])
  if (yaml.node(spec, 'budgetingMethod') !== undefined) onlyValue(yaml, spec, 'budgetingMethod', ['Occurrences'])
  warnOfPolicies(yaml, spec)
  const service = readName(yaml, spec, 'service', 'Name the service, such as `service: web`.')
  const period = readTimeWindow(yaml, spec, context)
  const indicator = readIndicator(yaml, spec, indicators)
  yaml.require(spec, 'objectives', 'List at least one objective.')
  const objectives = yaml.maps(spec, 'objectives')
  const slos = objectives.flatMap((objective, index) => {
    const read = readObjective(yaml, objective, indicator, context)
    if (service === undefined || metadata === undefined || period === undefined || read === undefined) return []
    const slo: Slo = {
      ...read,
      ...period,
      service,
      name: objectives.length === 1 ? metadata.name : `${metadata.name}-${index}`,
      description: yaml.string(spec, 'description') ?? '',
      labels: {},
      alerting: SILENT,
      spec: 'openslo/v1',
    }
    return [{ slo, at: yaml.node(objective, 'target') ?? yaml.node(objective, 'targetPercent') }]
  })
  return { spec: 'openslo/v1', slos, ...(metadata === undefined ? {} : { metadata }) }
}

function readIndicator(yaml: YamlReader, spec: YamlMap, indicators: Indicators): Indicator | undefined {
  const inline = yaml.map(spec, 'indicator')
  if (inline !== undefined) {
    yaml.onlyKeys(inline, ['metadata', 'spec'])
    yaml.require(inline, 'spec', 'Write a ratioMetric or a thresholdMetric.')
    const inlineSpec = yaml.map(inline, 'spec')
    return inlineSpec === undefined ? undefined : { yaml, spec: inlineSpec }
  }
  const name = yaml.string(spec, 'indicatorRef')
  if (name === undefined) {
    yaml.require(spec, 'indicator', 'Write a ratioMetric or a thresholdMetric.')
    return undefined
  }
  const found = indicators.here.get(name) ?? indicators.elsewhere.get(name)
  if (found === undefined) {
    const known = [...new Set([...indicators.here.keys(), ...indicators.elsewhere.keys()])]
    const help = `Write it in this file or beside it; there ${known.length === 0 ? 'is none' : `are ${known.join(', ')}`}.`
    yaml.report('unknown-indicator', `There is no SLI "${name}"`, yaml.node(spec, 'indicatorRef'), help)
  }
  return found
}

function readObjective(
  yaml: YamlReader,
  map: YamlMap,
  indicator: Indicator | undefined,
  context: ParseContext,
): Pick<Slo, 'objective' | 'objectivePercent' | 'sli'> | undefined {
  yaml.onlyKeys(map, [
    'displayName',
    'op',
    'value',
    'target',
    'targetPercent',
    'timeSliceTarget',
    'timeSliceWindow',
    'compositeWeight',
    'indicator',
    'indicatorRef',
  ])
  for (const key of ['timeSliceTarget', 'timeSliceWindow', 'compositeWeight', 'indicator', 'indicatorRef']) {
    unsupported(yaml, map, key, 'Write an SLO with one indicator that counts occurrences.')
  }
  const key = yaml.node(map, 'targetPercent') === undefined ? 'target' : 'targetPercent'
  yaml.require(map, key, 'Write a part of one, such as `target: 0.999`.')
  const written = yaml.number(map, key)
  if (written === undefined || indicator === undefined) return undefined
  const scale = key === 'target' ? 'part' : 'percent'
  const objectivePercent = checkObjective(yaml, map, key, written, scale, context)
  if (objectivePercent === undefined) return undefined
  const sli = readMetric(yaml, indicator, map, context)
  const objective = Number((objectivePercent / 100).toPrecision(12))
  return sli === undefined ? undefined : { objective, objectivePercent, sli }
}

function readMetric(
  slo: YamlReader,
  { yaml, spec: indicator }: Indicator,
  objective: YamlMap,
  context: ParseContext,
): EventSli | undefined {
  yaml.onlyKeys(indicator, ['description', 'ratioMetric', 'thresholdMetric'])
  const ratio = yaml.map(indicator, 'ratioMetric')
  if (ratio !== undefined) return readRatio(yaml, ratio, context)
  yaml.require(indicator, 'thresholdMetric', 'Write a ratioMetric or a thresholdMetric.')
  return yaml.map(indicator, 'thresholdMetric') === undefined
    ? undefined
    : readThreshold(slo, { yaml, spec: indicator }, objective, context)
}

function readRatio(yaml: YamlReader, ratio: YamlMap, context: ParseContext): EventSli | undefined {
  yaml.onlyKeys(ratio, ['counter', 'good', 'bad', 'total', 'raw', 'rawType'])
  unsupported(yaml, ratio, 'raw', 'Count good (or bad) and total events.')
  const isCounter = yaml.boolean(ratio, 'counter') ?? false
  const side = yaml.node(ratio, 'bad') === undefined ? 'good' : 'bad'
  const some = readSource(yaml, ratio, side, { isCounter, context })
  const total = readSource(yaml, ratio, 'total', { isCounter, context })
  if (some === undefined || total === undefined) return undefined
  const use = queryUse(context)
  return side === 'bad' ? eventsSli(some, total, use) : goodSli(some, total, use)
}

/** How a good value compares with the threshold, and the operator that finds the bad ones. */
const BAD_OPERATOR: Readonly<Record<string, string>> = { lte: '>', lt: '>=', gte: '<', gt: '<=' }

/** A value that is good or bad at each moment: it is sampled once a minute, and each sample is an event. */
function readThreshold(
  yaml: YamlReader,
  indicator: Indicator,
  objective: YamlMap,
  context: ParseContext,
): EventSli | undefined {
  yaml.require(objective, 'op', `Write how to compare: ${Object.keys(BAD_OPERATOR).join(', ')}.`)
  yaml.require(objective, 'value', 'Write the number to compare with.')
  const op = yaml.string(objective, 'op')
  const value = yaml.number(objective, 'value')
  const query = readSource(indicator.yaml, indicator.spec, 'thresholdMetric', { needsWindow: false, context })
  const operator = op === undefined ? undefined : own(BAD_OPERATOR, op)
  if (op !== undefined && operator === undefined) {
    const help = `Known: ${Object.keys(BAD_OPERATOR).join(', ')}.`
    yaml.report('openslo-unsupported', `Cannot compare by "${op}"`, yaml.node(objective, 'op'), help)
  }
  if (operator === undefined || value === undefined || query === undefined) return undefined
  return sampledSli(query, operator, value, queryUse(context))
}

/** How a source is read: a counter is named without a range, and a value that is sampled has none. */
interface SourceRules {
  readonly isCounter?: boolean
  readonly needsWindow?: boolean
  readonly context: ParseContext
}

function readSource(
  yaml: YamlReader,
  map: YamlMap,
  key: string,
  { isCounter = false, needsWindow = true, context }: SourceRules,
): PlacedQuery | undefined {
  yaml.require(map, key, 'Give it a `metricSource` with a Prometheus query.')
  const outer = yaml.map(map, key)
  if (outer === undefined) return undefined
  yaml.onlyKeys(outer, ['metricSource'])
  yaml.require(outer, 'metricSource', 'Write `metricSource: { type: Prometheus, spec: { query: … } }`.')
  const source = yaml.map(outer, 'metricSource')
  if (source === undefined) return undefined
  yaml.onlyKeys(source, ['type', 'metricSourceRef', 'spec'])
  if (yaml.node(source, 'type') !== undefined) onlyValue(yaml, source, 'type', ['Prometheus', 'prometheus'])
  yaml.require(source, 'spec', 'Write `spec: { query: … }`.')
  const spec = yaml.map(source, 'spec')
  if (spec === undefined) return undefined
  yaml.onlyKeys(spec, ['query', 'queryType', 'promql'])
  const queryKey = yaml.node(spec, 'promql') === undefined ? 'query' : 'promql'
  const query = readQuery(yaml, spec, queryKey, { ...queryRules(context), needsWindow: needsWindow && !isCounter })
  // A counter is named without a range; the rate over each window is added here.
  return query !== undefined && isCounter && !query.text.includes('{{')
    ? rewritten(query, rateSelectors(query.text))
    : query
}
