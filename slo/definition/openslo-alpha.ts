import { days } from '../../lib/duration.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import type { Slo } from '../core/model.ts'
import { SILENT } from './alerting.ts'
import { readMetadata, readName } from './fields.ts'
import { checkObjective } from './objective.ts'
import { onlyOne, onlyValue, refuse, unsupported, warnOfPolicies } from './openslo-parts.ts'
import { type ParseContext, queryRules, queryUse } from './parse-context.ts'
import { type Period, windowed } from './period.ts'
import type { PlacedDocument } from './placed.ts'
import { goodSli, ratioSli } from './query/events-sli.ts'
import { type PlacedQuery, rewritten } from './query/placed-query.ts'
import { readQuery } from './query/read-query.ts'

/**
 * Reads one SLO of OpenSLO `v1alpha`, as sloth does: each objective is an SLO of its own, numbered from 0, without
 * alerts.
 */
export function readOpenSloAlpha(yaml: YamlReader, root: YamlMap, context: ParseContext): PlacedDocument {
  yaml.onlyKeys(root, ['apiVersion', 'kind', 'metadata', 'spec'])
  const metadata = readMetadata(yaml, root)
  yaml.require(root, 'spec', 'Describe the SLO: `spec: { service: …, objectives: […] }`.')
  const spec = yaml.map(root, 'spec')
  if (spec === undefined) return { spec: 'openslo/v1alpha', slos: [] }
  const known = ['service', 'description', 'budgetingMethod', 'objectives', 'timeWindows', 'indicator', 'alertPolicies']
  yaml.onlyKeys(spec, known)
  warnOfPolicies(yaml, spec)
  unsupported(yaml, spec, 'indicator', 'Write ratioMetrics in each objective.')
  timeSlices(yaml, spec, 'budgetingMethod', context)
  const service = readName(yaml, spec, 'service', 'Name the service, such as `service: web`.')
  const description = yaml.string(spec, 'description') ?? ''
  const period = readTimeWindows(yaml, spec, context)
  yaml.require(spec, 'objectives', 'List at least one objective.')
  const objectives = yaml.maps(spec, 'objectives')
  const slos = objectives.flatMap((objective, index) => {
    const read = readObjective(yaml, objective, context)
    if (service === undefined || metadata === undefined || period === undefined || read === undefined) return []
    const slo: Slo = {
      ...read,
      ...period,
      service,
      name: `${metadata.name}-${index}`,
      description,
      labels: {},
      alerting: SILENT,
      spec: 'openslo/v1alpha',
    }
    return [{ slo, at: yaml.node(objective, 'target') }]
  })
  return { spec: 'openslo/v1alpha', slos, ...(metadata === undefined ? {} : { metadata }) }
}

/** Budgets of good minutes instead of good events; sloth counts events all the same. */
function timeSlices(yaml: YamlReader, map: YamlMap, key: string, { flavour }: ParseContext): void {
  const value = yaml.node(map, key)
  if (value === undefined || String(value) === 'Occurrences') return
  const message = 'Time slices are not counted: a budget is a number of events'
  const help = 'Write `budgetingMethod: Occurrences`, and no timeSliceTarget.'
  if (flavour === 'sloth') yaml.warn('openslo-unsupported', message, value, help)
  else refuse(yaml, message, value, help)
}

function readTimeWindows(yaml: YamlReader, spec: YamlMap, context: ParseContext): Period | undefined {
  const [window, second] = yaml.maps(spec, 'timeWindows')
  if (window === undefined) return windowed(context.defaultPeriod, context)
  yaml.onlyKeys(window, ['count', 'unit', 'calendar', 'isRolling'])
  onlyOne(yaml, second)
  unsupported(yaml, window, 'calendar', 'Count the days of a rolling window.')
  yaml.require(window, 'unit', 'Write `unit: Day`.')
  yaml.require(window, 'count', 'Write the number of days, such as `count: 30`.')
  const unit = yaml.string(window, 'unit')
  const count = yaml.number(window, 'count')
  if (unit !== undefined && unit.toLowerCase() !== 'day') {
    refuse(yaml, `Cannot count in "${unit}"`, yaml.node(window, 'unit'), 'Write `unit: Day`.')
    return undefined
  }
  if (count === undefined) return undefined
  const period = windowed(days(count), context)
  if (period === undefined) {
    const help = 'Give a file of AlertWindows for it with --windows, or choose 7, 28, 30 or 90 days.'
    yaml.report('no-windows', `There are no alert windows for ${count} days`, yaml.node(window, 'count'), help)
  }
  return period
}

function readObjective(
  yaml: YamlReader,
  map: YamlMap,
  context: ParseContext,
): Pick<Slo, 'objective' | 'objectivePercent' | 'sli'> | undefined {
  yaml.onlyKeys(map, ['ratioMetrics', 'target', 'displayName', 'value', 'timeSliceTarget'])
  timeSlices(yaml, map, 'timeSliceTarget', context)
  yaml.require(map, 'target', 'Write a part of one, such as `target: 0.999`.')
  yaml.require(map, 'ratioMetrics', 'Count good and total events.')
  const target = yaml.number(map, 'target')
  const metrics = yaml.map(map, 'ratioMetrics')
  if (metrics === undefined) return undefined
  yaml.onlyKeys(metrics, ['good', 'total', 'incremental', 'counter'])
  const good = readSource(yaml, metrics, 'good', context)
  const total = readSource(yaml, metrics, 'total', context)
  if (target === undefined || good === undefined || total === undefined) return undefined
  const objectivePercent = checkObjective(yaml, map, 'target', target, 'part', context)
  if (objectivePercent === undefined) return undefined
  const objective = Number(target.toPrecision(12))
  const use = queryUse(context)
  const sli =
    use === 'normal'
      ? goodSli(good, total, use)
      : ratioSli(rewritten(good, `1 - (\n(\n${good.text}\n)\n/\n(\n${total.text}\n)\n)`), use)
  return sli === undefined ? undefined : { objective, objectivePercent, sli }
}

function readSource(yaml: YamlReader, metrics: YamlMap, key: string, context: ParseContext): PlacedQuery | undefined {
  yaml.require(metrics, key, 'Give it a `source`, a `queryType` and a `query`.')
  const map = yaml.map(metrics, key)
  if (map === undefined) return undefined
  yaml.onlyKeys(map, ['source', 'queryType', 'query', 'metadata'])
  onlyValue(yaml, map, 'source', ['prometheus', 'sloth'])
  onlyValue(yaml, map, 'queryType', ['promql'])
  return readQuery(yaml, map, 'query', queryRules(context))
}
