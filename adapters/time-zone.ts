import { type Duration, days, milliseconds } from '../lib/duration.ts'

/** How far local time is ahead of UTC at a moment, in milliseconds since 1970, in the process' time zone. */
export function offsetAt(moment: number): Duration {
  return milliseconds(-60_000 * new Date(moment).getTimezoneOffset())
}

/** No zone changes its offset twice in so short a time. */
const STEP = days(1)

/** The first moment of another offset after one and up to another; undefined when there is none. */
export function nextOffsetChange(after: number, until: number): number | undefined {
  const offset = offsetAt(after)
  for (let from = after; from < until; from += STEP) {
    const to = Math.min(from + STEP, until)
    if (offsetAt(to) !== offset) return firstWithout(offset, from, to)
  }
  return undefined
}

/** The first moment of the offset that holds at one moment, after another; undefined when that has it too. */
export function lastOffsetChange(after: number, until: number): number | undefined {
  const offset = offsetAt(until)
  for (let to = until; to > after; to -= STEP) {
    const from = Math.max(to - STEP, after)
    if (offsetAt(from) !== offset) return firstWithout(offsetAt(from), from, to)
  }
  return undefined
}

/** The first moment without an offset, between one that has it and one that has not. */
function firstWithout(offset: Duration, withIt: number, without: number): number {
  let [low, high] = [withIt, without]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle) === offset) low = middle
    else high = middle
  }
  return high
}
