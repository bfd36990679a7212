import { type Duration, formatDuration, hours, inDays, minutes } from '../../lib/duration.ts'
import { identity, seriesOf } from '../core/identity.ts'
import { errorBudget, type Slo, sloId } from '../core/model.ts'
import { LABELS, SERIES } from '../core/names.ts'
import type { RecordingRule, RuleGroup } from '../core/rule-group.ts'
import { BASE_WINDOW, recordedWindows, windowName } from '../core/windows.ts'
import { alertRules } from './alert-rules.ts'
import { eventRates, rawRatio } from './event-rates.ts'
import {
  budgetRules,
  earliestSampleRule,
  firstSampleRule,
  periodRatioRule,
  SLOW_INTERVAL,
  sparseRates,
} from './period-rules.ts'

/** Long windows of page alerts up to here are read from the raw counters: a sum of five-minute rates would lag. */
const RAW_WINDOW_LIMIT: Duration = hours(1)

/** A shorter window of five-minute rates would be mostly smoothing. */
const SHORTEST_SUM: Duration = minutes(30)

/**
 * The rules of one SLO. Everything that pages is one group in evaluation order, so that no rule reads what another
 * group wrote an interval ago; rules over days are a second group, every two and a half minutes.
 */
export function rulesForSlo(slo: Slo): readonly RuleGroup[] {
  const paging = recordedWindows(slo.windows.filter(({ severity }) => severity === 'page'))
  const [current] = paging
  const windows = [...new Set([BASE_WINDOW, ...paging])].sort((a, b) => a - b)
  const rest = recordedWindows(slo.windows).filter(window => !windows.includes(window))
  const { interval, limit, queryOffset } = slo.group ?? {}
  const settings = {
    ...(limit === undefined ? {} : { limit }),
    ...(queryOffset === undefined ? {} : { queryOffset: formatDuration(queryOffset) }),
  }
  return [
    {
      name: `slo-${sloId(slo)}`,
      ...(interval === undefined ? {} : { interval: formatDuration(interval) }),
      ...settings,
      rules: [
        ...eventRates(slo),
        firstSampleRule(slo),
        ...windows.map(window => ratio(slo, window)),
        ...constants(slo),
        currentBurnRate(slo, windowName(current ?? BASE_WINDOW)),
        ...budgetRules(slo, windows),
        ...alertRules(slo, 'page'),
      ],
    },
    {
      name: `slo-slow-${sloId(slo)}`,
      interval: SLOW_INTERVAL,
      ...settings,
      rules: [
        ...sparseRates(slo),
        earliestSampleRule(slo),
        ...rest.map(window => ratioOf(slo, window, summed(slo, SERIES.sparseErrors, SERIES.sparseTotal, window))),
        periodRatioRule(slo),
        ...alertRules(slo, 'ticket'),
      ],
    },
  ]
}

/** Bad ÷ all events in a window, weighted by events; without traffic there is no value, rather than NaN. */
function ratio(slo: Slo, window: Duration): RecordingRule {
  const isRaw = window < SHORTEST_SUM || isPageLong(slo, window)
  if (window === BASE_WINDOW) {
    return ratioOf(slo, window, `${seriesOf(slo, SERIES.errors)}\n/\n(${seriesOf(slo, SERIES.total)} > 0)`)
  }
  return ratioOf(slo, window, isRaw ? rawRatio(slo, window) : summed(slo, SERIES.errors, SERIES.total, window))
}

/** Whether a window is the long one of a page, and short enough to be read from the raw counters. */
export function isPageLong(slo: Slo, window: Duration): boolean {
  return window <= RAW_WINDOW_LIMIT && slo.windows.some(({ severity, long }) => severity === 'page' && long === window)
}

function ratioOf(slo: Slo, window: Duration, expr: string): RecordingRule {
  const name = windowName(window)
  return { record: SERIES.errorRatio(name), expr, labels: { ...identity(slo), [LABELS.window]: name } }
}

function summed(slo: Slo, errors: string, total: string, window: Duration): string {
  const of = (series: string) => `sum_over_time(${seriesOf(slo, series)}[${windowName(window)}])`
  return `${of(errors)}\n/\n(${of(total)} > 0)`
}

function constants(slo: Slo): RecordingRule[] {
  const labels = identity(slo)
  return [
    { record: SERIES.objective, expr: `vector(${slo.objective})`, labels },
    { record: SERIES.errorBudget, expr: `vector(${errorBudget(slo.objective)})`, labels },
    { record: SERIES.periodDays, expr: `vector(${inDays(slo.period)})`, labels },
    {
      record: SERIES.info,
      expr: 'vector(1)',
      labels: {
        ...slo.labels,
        ...slo.infoLabels,
        ...labels,
        [LABELS.mode]: 'leadline',
        [LABELS.spec]: slo.spec,
        [LABELS.objective]: String(slo.objectivePercent),
      },
    },
  ]
}

function currentBurnRate(slo: Slo, window: string): RecordingRule {
  const labels = { ...identity(slo), [LABELS.window]: window }
  return {
    record: SERIES.currentBurnRate,
    expr: `${seriesOf(slo, SERIES.errorRatio(window))} / ${errorBudget(slo.objective)}`,
    labels,
  }
}
