import { type Duration, humanDuration, milliseconds } from '../../../lib/duration.ts'

/** A ratio as a percentage, rounded down: 99.9996 % must not read as 100 %, nor an overspent budget as less overspent. */
export function percentText(ratio: number, digits: number): string {
  if (ratio === 1) return '100 %'
  const scale = 10 ** digits
  // Twelve digits are free of the noise that 0.999 * 100 has in binary, which rounding down would turn into 99.8.
  const floored = Math.floor(Number((ratio * 100 * scale).toPrecision(12))) / scale
  return `${floored.toFixed(digits).replace('-', '−')} %`
}

/** An objective with no more digits than it has: `99.9 %`. */
export function objectiveText(objective: number): string {
  return `${Number((objective * 100).toPrecision(12))} %`
}

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
