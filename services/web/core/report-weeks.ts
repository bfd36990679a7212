import { days, inSeconds } from '../../../lib/duration.ts'

/** A week that is over, from Monday 00:00 UTC to the next. */
export interface ReportWeek {
  /** As ISO 8601 names it: 2026-W48. */
  readonly name: string
  /** Unix seconds. */
  readonly endSeconds: number
}

/** What is on the page about reports of weeks; undefined `weeks` where none are kept. */
export interface WeeklyList {
  /** The weeks that there is a report of, the newest first. */
  readonly weeks: readonly string[]
  /** Why the newest one is missing, a sentence without its full stop. */
  readonly problem?: string | undefined
}

const [DAY, WEEK] = [inSeconds(days(1)), inSeconds(days(7))]
/** The Unix epoch was a Thursday. */
const FIRST_MONDAY = 4 * DAY

/** The last weeks that are over, the newest first. */
export function lastWeeks(now: Date, count: number): readonly ReportWeek[] {
  const seconds = now.getTime() / 1000 - FIRST_MONDAY
  const newest = Math.floor(seconds / WEEK) * WEEK + FIRST_MONDAY
  return Array.from({ length: count }, (_, back) => {
    const endSeconds = newest - back * WEEK
    return { name: nameOf(endSeconds), endSeconds }
  })
}

/** A week belongs to the year that its Thursday is in (ISO 8601, 5.5). */
function nameOf(endSeconds: number): string {
  const thursday = new Date((endSeconds - 4 * DAY) * 1000)
  const year = thursday.getUTCFullYear()
  const dayOfYear = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / 1000 / DAY)
  return `${year}-W${String(Math.floor(dayOfYear / 7) + 1).padStart(2, '0')}`
}
