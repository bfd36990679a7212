import { type Duration, seconds } from '../../../lib/duration.ts'
import { ageText, clockText, durationBetween } from './quantities.ts'
import type { Status } from './status.ts'

/** How fresh the figures are at the moment of rendering. */
export interface Freshness {
  /** Whether the figures are too old to describe the present. */
  readonly isStale: boolean
  /** Undefined while there have never been figures. */
  readonly age: Duration | undefined
  /** One line for people. */
  readonly sentence: string
}

/** Six missed polls in a row: longer than a short interruption of Prometheus. */
const STALE_AFTER: Duration = seconds(30)

/** How old the status's figures are at `now` (ISO 8601). */
export function freshnessOf(status: Status, now: string): Freshness {
  if (status.snapshot === undefined) {
    const silentFor = status.silentSince === undefined ? undefined : durationBetween(status.silentSince, now)
    const sentence =
      silentFor === undefined
        ? 'Prometheus has not been queried yet; there are no figures'
        : `Prometheus has not answered for ${ageText(silentFor)}; there are no figures yet`
    return { isStale: true, age: undefined, sentence }
  }
  const { takenAt, newestSampleAt = takenAt } = status.snapshot
  const unanswered = durationBetween(takenAt, now)
  // A Prometheus that stores nothing answers all the same, and evaluates the last that it has as if it were of now.
  const age = durationBetween(newestSampleAt < takenAt ? newestSampleAt : takenAt, now)
  const isStale = age > STALE_AFTER
  const from = momentOfDay(unanswered > STALE_AFTER ? takenAt : newestSampleAt, now)
  const why = unanswered > STALE_AFTER ? 'has not answered' : 'has stored no sample'
  const sentence = isStale
    ? `Prometheus ${why} for ${ageText(unanswered > STALE_AFTER ? unanswered : age)}; figures are from ${from}`
    : `Data ${ageText(unanswered)} old`
  return { isStale, age: isStale ? age : unanswered, sentence }
}

/** The time of day is enough for today; older figures carry their date. */
function momentOfDay(moment: string, now: string): string {
  return moment.slice(0, 10) === now.slice(0, 10) ? clockText(moment) : `${moment.slice(0, 10)} ${clockText(moment)}`
}
