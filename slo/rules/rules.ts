import { identity, seriesOf } from '../core/identity.ts'
import { errorBudget, type Slo, sloId } from '../core/model.ts'
import { LABELS, SERIES } from '../core/names.ts'
import type { RecordingRule, RuleGroup } from '../core/rule-group.ts'
import { BASE_WINDOW, recordedWindows, windowName } from '../core/windows.ts'
import { alertRules } from './alert-rules.ts'
import { eventRates, rawRatio } from './event-rates.ts'
import { bornRule, budgetRules, historyRule, periodRatioRule, SLOW_INTERVAL, sparseRates } from './period-rules.ts'

/** Long windows of page alerts up to here are read from the raw counters: a sum of five-minute rates would lag. */
const RAW_WINDOW_LIMIT_MS = 3_600_000

/** Shorter than this a window of five-minute rates is mostly smear. */
const SHORTEST_SUM_MS = 30 * 60_000

/**
 * The rules of one SLO. All that pages stands in one group in evaluation order, so that no rule reads what another
 * group wrote an interval ago; what judges days stands in a second group, every two and a half minutes.
 */
export function rulesForSlo(slo: Slo): readonly RuleGroup[] {
  const paging = recordedWindows(slo.windows.filter(({ severity }) => severity === 'page'))
  const [current] = paging
  const windows = [...new Set([BASE_WINDOW, ...paging])].sort((a, b) => a - b)
  const rest = recordedWindows(slo.windows).filter(window => !windows.includes(window))
  return [
    {
      name: `slo-${sloId(slo)}`,
      rules: [
        ...eventRates(slo),
        bornRule(slo),
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
      rules: [
        ...sparseRates(slo),
        historyRule(slo),
        ...rest.map(window => ratioOf(slo, window, summed(slo, SERIES.sparseErrors, SERIES.sparseTotal, window))),
        periodRatioRule(slo),
        ...alertRules(slo, 'ticket'),
      ],
    },
  ]
}

/** Bad ÷ all events in a window, weighted by events; without traffic there is no value, rather than NaN. */
function ratio(slo: Slo, window: Slo['period']): RecordingRule {
  const isRaw = window < SHORTEST_SUM_MS || isPageLong(slo, window)
  if (window === BASE_WINDOW) {
    return ratioOf(slo, window, `${seriesOf(slo, SERIES.errors)}\n/\n(${seriesOf(slo, SERIES.total)} > 0)`)
  }
  return ratioOf(slo, window, isRaw ? rawRatio(slo, window) : summed(slo, SERIES.errors, SERIES.total, window))
}

/** Whether a window is the long one of a page, and short enough to be read from the raw counters. */
export function isPageLong(slo: Slo, window: Slo['period']): boolean {
  return (
    window <= RAW_WINDOW_LIMIT_MS && slo.windows.some(({ severity, long }) => severity === 'page' && long === window)
  )
}

function ratioOf(slo: Slo, window: Slo['period'], expr: string): RecordingRule {
  const name = windowName(window)
  return { record: SERIES.errorRatio(name), expr, labels: { ...identity(slo), [LABELS.window]: name } }
}

function summed(slo: Slo, errors: string, total: string, window: Slo['period']): string {
  const of = (series: string) => `sum_over_time(${seriesOf(slo, series)}[${windowName(window)}])`
  return `${of(errors)}\n/\n(${of(total)} > 0)`
}

function constants(slo: Slo): RecordingRule[] {
  const labels = identity(slo)
  return [
    { record: SERIES.objective, expr: `vector(${slo.objective})`, labels },
    { record: SERIES.errorBudget, expr: `vector(${errorBudget(slo.objective)})`, labels },
    { record: SERIES.periodDays, expr: `vector(${slo.period / 86_400_000})`, labels },
    {
      record: SERIES.info,
      expr: 'vector(1)',
      labels: {
        ...slo.labels,
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
