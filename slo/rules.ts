import { formatDuration } from '../lib/duration.ts'
import { selector } from '../lib/promql.ts'
import { alertRules } from './alert-rules.ts'
import { errorBudget, type Slo, sloId } from './model.ts'
import { LABELS, SERIES } from './names.ts'
import { recordedWindows, windowName } from './windows.ts'

export interface RecordingRule {
  readonly record: string
  readonly expr: string
  readonly labels: Readonly<Record<string, string>>
}

export interface AlertingRule {
  readonly alert: string
  readonly expr: string
  readonly for?: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

export interface RuleGroup {
  readonly name: string
  readonly interval?: string
  readonly rules: readonly (RecordingRule | AlertingRule)[]
}

/** Ranges up to here are computed from the raw counters: exact at once, and still cheap to read. */
const RAW_WINDOW_LIMIT_MS = 3_600_000

/** How often the windows of hours and days are looked at; a ticket can wait half a minute. */
const SLOW_INTERVAL = '30s'

/** The labels that tell one SLO's series from another's. */
export function identity(slo: Slo): Record<string, string> {
  return { [LABELS.id]: sloId(slo), [LABELS.service]: slo.service, [LABELS.slo]: slo.name }
}

/**
 * The rules of one SLO. All that pages stands in one group in evaluation order, so that no rule reads what another
 * group wrote an interval ago; what judges days stands in a second, slower one.
 */
export function rulesForSlo(slo: Slo): readonly RuleGroup[] {
  const windows = recordedWindows()
  const isFast = (window: number): boolean => window <= RAW_WINDOW_LIMIT_MS || window === PAGE_WINDOW_MS
  return [
    {
      name: `slo-${sloId(slo)}`,
      rules: [
        ...eventRates(slo),
        ...windows.filter(isFast).map(window => ratio(slo, window)),
        ...windows.filter(isFast).map(window => coverage(slo, window)),
        ...constants(slo),
        currentBurnRate(slo),
        ...alertRules(slo, 'page'),
      ],
    },
    {
      name: `slo-slow-${sloId(slo)}`,
      interval: SLOW_INTERVAL,
      rules: [
        ...[...windows.filter(window => !isFast(window)), slo.period].map(window => ratio(slo, window)),
        ...[...windows.filter(window => !isFast(window)), slo.period].map(window => coverage(slo, window)),
        ...periodBudget(slo),
        ...alertRules(slo, 'ticket'),
      ],
    },
  ]
}

const PAGE_WINDOW_MS = 6 * 3_600_000

/** The two sums that every longer window is made of. An error series not born yet counts as no errors. */
function eventRates(slo: Slo): RecordingRule[] {
  const total = inWindow(slo.sli.totalQuery, '5m')
  const errors = inWindow(slo.sli.errorQuery, '5m')
  return [
    { record: SERIES.total, expr: total, labels: identity(slo) },
    { record: SERIES.errors, expr: `(${errors})\nor\n0 * (${total})`, labels: identity(slo) },
  ]
}

/** Bad ÷ all events in a window, weighted by events; without traffic there is no value, rather than NaN. */
function ratio(slo: Slo, window: Slo['period']): RecordingRule {
  const name = windowName(window)
  return {
    record: SERIES.errorRatio(name),
    expr: window <= RAW_WINDOW_LIMIT_MS ? rawRatio(slo, name) : summedRatio(slo, name),
    labels: { ...identity(slo), [LABELS.window]: name },
  }
}

function rawRatio(slo: Slo, window: string): string {
  const total = inWindow(slo.sli.totalQuery, window)
  const errors = inWindow(slo.sli.errorQuery, window)
  return `(\n  (${errors})\n  or\n  0 * (${total})\n)\n/\n((${total}) > 0)`
}

function summedRatio(slo: Slo, window: string): string {
  const of = (series: string) => `sum_over_time(${selector(series, identity(slo))}[${window}])`
  return `${of(SERIES.errors)}\n/\n(${of(SERIES.total)} > 0)`
}

/** This many looks at a window tell how much of it has data, at a cost that does not grow with the window. */
const COVERAGE_STEPS = 240

/** The part of a window that data covers. A young or restarted service is judged by the budget it can have spent. */
function coverage(slo: Slo, window: Slo['period']): RecordingRule {
  const step = formatDuration((window / COVERAGE_STEPS) as Slo['period'])
  const name = windowName(window)
  const series = `${selector(SERIES.total, identity(slo))}[${name}:${step}]`
  return {
    record: SERIES.coverage(name),
    expr: `clamp_max(count_over_time(${series}) / ${COVERAGE_STEPS}, 1)`,
    labels: { ...identity(slo), [LABELS.window]: name },
  }
}

function constants(slo: Slo): RecordingRule[] {
  const labels = identity(slo)
  const percent = String(Number((slo.objective * 100).toPrecision(12)))
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
        [LABELS.spec]: 'prometheus/v1',
        [LABELS.objective]: percent,
      },
    },
  ]
}

function currentBurnRate(slo: Slo): RecordingRule {
  const id = identity(slo)
  const labels = { ...id, [LABELS.window]: '5m' }
  const expr = `${selector(SERIES.errorRatio('5m'), id)}\n/ on (${joinLabels()}) group_left\n${selector(SERIES.errorBudget, id)}`
  return { record: SERIES.currentBurnRate, expr, labels }
}

/** Budget spent so far: the part of the period without data yet cannot have spent any. */
function periodBudget(slo: Slo): RecordingRule[] {
  const id = identity(slo)
  const period = windowName(slo.period)
  return [
    {
      record: SERIES.periodBurnRate,
      expr: [
        `${selector(SERIES.errorRatio(period), id)}`,
        `* ${selector(SERIES.coverage(period), id)}`,
        `/ on (${joinLabels()}) group_left`,
        `${selector(SERIES.errorBudget, id)}`,
      ].join('\n'),
      labels: { ...id, [LABELS.window]: period },
    },
    { record: SERIES.budgetRemaining, expr: `1 - ${selector(SERIES.periodBurnRate, id)}`, labels: id },
  ]
}

function joinLabels(): string {
  return [LABELS.id, LABELS.slo, LABELS.service].join(', ')
}

function inWindow(query: string, window: string): string {
  return query.replace(/\{\{\s*\.window\s*\}\}/g, window)
}
