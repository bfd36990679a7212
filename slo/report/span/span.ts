/** A span of the past in Unix seconds; what happened at its very beginning is not in it. */
export interface Span {
  readonly startSeconds: number
  readonly endSeconds: number
}

/** A span that is looked at every so many seconds; its steps end where the span does. */
export interface Grid extends Span {
  readonly stepSeconds: number
}

/** The finest step: two evaluations of the rules that record sums. */
const FINEST_SECONDS = 300
/** Prometheus gives at most 11,000 points of a series. */
const MOST_STEPS = 9000

/** The grid over a span, as fine as Prometheus gives it at once. */
export function gridOf({ startSeconds, endSeconds }: Span): Grid {
  const stepSeconds = Math.ceil((endSeconds - startSeconds) / MOST_STEPS / FINEST_SECONDS) * FINEST_SECONDS
  const steps = Math.ceil((endSeconds - startSeconds) / stepSeconds)
  return { startSeconds: endSeconds - steps * stepSeconds, endSeconds, stepSeconds }
}

/** A month of the calendar (UTC). */
export interface CalendarMonth extends Span {
  /** Such as “November 2026”. */
  readonly title: string
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

/** The calendar months that a span touches, newest first; each is whole, also where the span is not. */
export function monthsIn({ startSeconds, endSeconds }: Span): readonly CalendarMonth[] {
  // What happened until midnight belongs to the day before.
  const last = new Date((endSeconds - 1) * 1000)
  const months: CalendarMonth[] = []
  for (let back = 0; ; back += 1) {
    const [year, month] = [last.getUTCFullYear(), last.getUTCMonth() - back]
    const begins = new Date(Date.UTC(year, month, 1))
    const whole = { startSeconds: begins.getTime() / 1000, endSeconds: Date.UTC(year, month + 1, 1) / 1000 }
    if (whole.endSeconds <= startSeconds) return months
    months.push({ ...whole, title: `${MONTHS[begins.getUTCMonth()]} ${begins.getUTCFullYear()}` })
  }
}

/** The quarter of the calendar (UTC) that a moment lies in. */
export function quarterOf(seconds: number): Span {
  const moment = new Date((seconds - 1) * 1000)
  const first = Math.floor(moment.getUTCMonth() / 3) * 3
  const at = (month: number): number => Date.UTC(moment.getUTCFullYear(), month, 1) / 1000
  return { startSeconds: at(first), endSeconds: at(first + 3) }
}
