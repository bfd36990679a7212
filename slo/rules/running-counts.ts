import type { Duration } from '../../lib/duration.ts'
import { identity, seriesOf } from '../core/identity.ts'
import type { Slo } from '../core/model.ts'
import { SERIES } from '../core/names.ts'
import type { RecordingRule } from '../core/rule-group.ts'
import { windowName } from '../core/windows.ts'
import { hasInterval } from './event-counts.ts'
import { KEPT } from './expected-events.ts'

/** What the slow group sums: a count, all of it so far, and the part that was summed. */
export interface Summand {
  readonly count: string
  readonly running: string
  readonly summed: string
}

export const SUMMANDS = {
  errors: { count: SERIES.seenErrors, running: SERIES.runningErrors, summed: SERIES.summedErrors },
  total: { count: SERIES.totalCount, running: SERIES.runningTotal, summed: SERIES.summedTotal },
  measured: { count: SERIES.measured, running: SERIES.runningMeasured, summed: SERIES.summedMeasured },
} as const satisfies Record<string, Summand>

/** Those of an SLO; of probes the measured time is known from their number. */
function summandsOf(slo: Slo): readonly Summand[] {
  const { errors, total, measured } = SUMMANDS
  return hasInterval(slo) ? [errors, total] : [errors, total, measured]
}

/** Over a gap of so long all that was counted so far is carried on; after a longer one it begins again at zero. */
const CARRIED = '2h'

/** What was summed is looked for so far back: the slow group may have failed for days. */
const SUMMED_WITHIN = '3d'

/** All that was counted so far: what came between any two moments is known from it, whenever rules were evaluated. */
export function runningCounts(slo: Slo): readonly RecordingRule[] {
  return summandsOf(slo).map(({ count, running }) => {
    const now = seriesOf(slo, count)
    return { record: running, expr: `(${latest(slo, running, CARRIED)} or 0 * ${now}) + ${now}`, labels: identity(slo) }
  })
}

/** How much of it the slow group has summed; after all that reads what it has not. */
export function summedCounts(slo: Slo): readonly RecordingRule[] {
  return summandsOf(slo).map(({ running, summed }) => ({
    record: summed,
    expr: latest(slo, running, CARRIED),
    labels: identity(slo),
  }))
}

/** What was counted since the slow group summed last, for its next sum. */
export function unsummed(slo: Slo, { running, summed }: Summand): string {
  return roseSince(latest(slo, running, CARRIED), latest(slo, summed, SUMMED_WITHIN))
}

/** What was counted before that moment, and summed after it. */
export function unsummedThen(slo: Slo, { running, summed }: Summand, ago: Duration): string {
  const then = (series: string): string => latest(slo, series, CARRIED, ` offset ${windowName(ago)}`)
  return roseSince(then(running), then(summed))
}

/** Bad and all events since then: with them the period is as fresh as the fast group. */
export function pendingCounts(slo: Slo): readonly RecordingRule[] {
  const pending = (record: string, { running, summed }: Summand): RecordingRule => ({
    record,
    expr: roseSince(seriesOf(slo, running), latest(slo, summed, KEPT)),
    labels: identity(slo),
  })
  return [pending(SERIES.pendingTotal, SUMMANDS.total), pending(SERIES.pendingErrors, SUMMANDS.errors)]
}

function roseSince(counted: string, summed: string): string {
  return `((${counted} - ${summed} >= 0) or ${counted})`
}

function latest(slo: Slo, series: string, within: string, offset = ''): string {
  return `last_over_time(${seriesOf(slo, series)}[${within}]${offset})`
}
