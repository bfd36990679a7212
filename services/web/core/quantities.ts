import { type Duration, humanDuration, milliseconds } from '../../../lib/duration.ts'

/** A burn rate: `0×`, `0.4×`, `14.4×`, `250×`. */
export function burnText(rate: number): string {
  if (rate > 0 && rate < 0.1) return '< 0.1×'
  return `${Number(rate.toFixed(rate < 100 ? 1 : 0))}×`
}

/** From one moment to a later one, both ISO 8601; clocks that disagree give nothing, rather than less than nothing. */
export function durationBetween(earlier: string, later: string): Duration {
  const between = Date.parse(later) - Date.parse(earlier)
  return milliseconds(Number.isFinite(between) ? Math.max(0, between) : 0)
}

/** An age in whole seconds and more: `12 s`, `3 min`, `2 h 4 min`. */
export function ageText(age: Duration): string {
  return age < 1000 ? '0 s' : humanDuration(age)
}

/** The time of day of an ISO moment in UTC: `12:03:10 UTC`. */
export function clockText(moment: string): string {
  return `${moment.slice(11, 19)} UTC`
}

/** Day and minute of an ISO moment: `2026-02-05 12:03 UTC`. */
export function momentText(moment: string): string {
  return `${moment.slice(0, 10)} ${moment.slice(11, 16)} UTC`
}
