import { LABELS as PROBER_LABELS } from '../../services/prober/contract/labels.ts'
import { type CONFIRMATIONS, METRICS } from '../../services/prober/contract/names.ts'
import { burnRateOf } from '../core/budget.ts'
import { LABELS, SERIES } from '../core/names.ts'
import { BASE_RANGE } from '../core/windows.ts'
import { newestSamples, PROBER_SAMPLE_QUERY } from './newest-samples.ts'
import type { Reading } from './reading.ts'
import { ROUTE_QUERIES } from './routes.ts'

/** The current state of an SLO; what has no data is absent, never zero. */
export interface SloReport {
  readonly id: string
  readonly service: string
  readonly name: string
  /** 0.999 for 99.9 %. */
  readonly objective: number
  readonly periodDays?: number
  /** The part of events that was good in the last hour. */
  readonly sli?: number
  /** The part of events that was good in the period, as far as there is data. */
  readonly periodSli?: number
  /** 1 untouched, 0 spent, negative overspent. */
  readonly budgetRemaining?: number
  readonly burnRate5m?: number
  readonly burnRate1h?: number
  /** When the last bad event was counted, ISO 8601: every bad event came before, and each window is clear when it has passed since. */
  readonly lastErrorAt?: string
  /** Events of gaps in measuring that were counted when the gap was over, in the last day; absent without any. */
  readonly countedLate?: number
}

const REPORTED = [
  SERIES.objective,
  SERIES.periodDays,
  // The length of a period is not known beforehand: those of hours, days, months and quarters are asked for.
  SERIES.errorRatio(`(${BASE_RANGE}|[0-9]+[hdMQ])`),
  SERIES.periodBurnRate,
  SERIES.budgetRemaining,
  SERIES.lastError,
  METRICS.faultDomain,
  METRICS.faultInstances,
  METRICS.faultSlow,
]

/** Marks the events that were counted late: a sum has no name, and without a label of its own `or` would leave it out. */
const LATE = 'counted_late'

/** One query for everything a report needs. */
export const REPORT_QUERY = [
  `{__name__=~"${REPORTED.join('|')}"}`,
  ...ROUTE_QUERIES,
  PROBER_SAMPLE_QUERY,
  ...[SERIES.caughtUp, SERIES.lateTotal].map(
    series => `label_replace(sum_over_time(${series}[1d]), "${LATE}", "${series}", "", "")`,
  ),
].join(' or ')

/** The SLOs in the answer to REPORT_QUERY, in id order. */
export function reportSlos(readings: readonly Reading[]): readonly SloReport[] {
  const of = (series: string, id: string): Reading | undefined =>
    readings.find(({ labels }) => labels.__name__ === series && labels[LABELS.id] === id)
  const value = (series: string, id: string): number | undefined => {
    const found = of(series, id)
    return found === undefined || Number.isNaN(found.value) ? undefined : found.value
  }
  const late = (id: string): number | undefined => {
    const found = readings.filter(({ labels }) => labels[LATE] !== undefined && labels[LABELS.id] === id)
    return found.length === 0 ? undefined : found.reduce((sum, one) => sum + one.value, 0)
  }
  return readings
    .filter(({ labels }) => labels.__name__ === SERIES.objective)
    .map(({ labels, value: objective }) => {
      const id = labels[LABELS.id] ?? ''
      const now = value(SERIES.errorRatio(BASE_RANGE), id)
      const hour = value(SERIES.errorRatio('1h'), id)
      const days = value(SERIES.periodDays, id)
      const lastError = value(SERIES.lastError, id)
      // Sloth's own rules do not name the window of a period; it is always a number of days.
      const period = of(SERIES.periodBurnRate, id)?.labels[LABELS.window] ?? `${days ?? 0}d`
      // Ours have it from the first evaluation on. Until sloth's have it, all of its data lies in the last hour.
      const bad = value(SERIES.errorRatio(period), id) ?? hour
      return {
        id,
        service: labels[LABELS.service] ?? '',
        name: labels[LABELS.slo] ?? '',
        objective,
        ...present('periodDays', days),
        ...present('sli', hour === undefined ? undefined : 1 - hour),
        ...present('periodSli', bad === undefined ? undefined : 1 - bad),
        ...present('budgetRemaining', value(SERIES.budgetRemaining, id)),
        ...present('burnRate5m', now === undefined ? undefined : burnRateOf(objective, now)),
        ...present('burnRate1h', hour === undefined ? undefined : burnRateOf(objective, hour)),
        ...(lastError === undefined ? {} : { lastErrorAt: new Date(lastError * 1000).toISOString() }),
        ...present('countedLate', late(id)),
      }
    })
    .sort((a, b) => a.id.localeCompare(b.id))
}

/** The moment that the prober's word in the answer is of, ISO 8601; undefined without any. */
export function reportSampleAt(readings: readonly Reading[]): string | undefined {
  const { prober } = newestSamples(readings)
  return prober === undefined ? undefined : new Date(prober * 1000).toISOString()
}

/** The fault domain that the prober names; undefined without data, which is not the same as "none". */
export function reportFaultDomain(readings: readonly Reading[]): string | undefined {
  return readings.find(({ labels, value }) => labels.__name__ === METRICS.faultDomain && value === 1)?.labels[
    PROBER_LABELS.domain
  ]
}

/** How many instances of the broken hop fail, as `1 of 2`; undefined where the failures follow none. */
export function reportFaultInstances(readings: readonly Reading[]): string | undefined {
  const count = (outcome: (typeof CONFIRMATIONS)[number]): number =>
    readings.find(
      ({ labels }) => labels.__name__ === METRICS.faultInstances && labels[PROBER_LABELS.outcome] === outcome,
    )?.value ?? 0
  const failing = count('bad')
  return failing === 0 ? undefined : `${failing} of ${failing + count('good')}`
}

/** Whether the hop that the prober names answers, only slower than it should. */
export function reportIsSlow(readings: readonly Reading[]): boolean {
  return readings.some(({ labels, value }) => labels.__name__ === METRICS.faultSlow && value === 1)
}

function present<Key extends string>(key: Key, value: number | undefined): Partial<Record<Key, number>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, number>)
}
