import type { Duration } from '../../lib/duration.ts'

/** A number as Go prints a float64 (`%g`, shortest form): `0.0009999999999999432`, `4.999999999995453e-05`. */
export function goNumber(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value)
  const exponent = Number(value.toExponential().split('e')[1])
  if (exponent >= -4 && exponent < 21) return String(value)
  const [mantissa] = value.toExponential().split('e')
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

/** Prometheus' own writing of a duration: years and weeks only when they come out even, so `28d` is `4w`. */
export function goDuration(duration: Duration): string {
  let rest = Math.round(duration)
  if (rest === 0) return '0s'
  let text = ''
  for (const [suffix, size, mustBeWhole] of GO_UNITS) {
    if (mustBeWhole && rest % size !== 0) continue
    const count = Math.floor(rest / size)
    if (count > 0) text += `${count}${suffix}`
    rest -= count * size
  }
  return text
}

const GO_UNITS: readonly [suffix: string, milliseconds: number, mustBeWhole: boolean][] = [
  ['y', 365 * 86_400_000, true],
  ['w', 7 * 86_400_000, true],
  ['d', 86_400_000, false],
  ['h', 3_600_000, false],
  ['m', 60_000, false],
  ['s', 1000, false],
  ['ms', 1, false],
]

/** A label set as Go's Prometheus library writes it: sorted, with a blank after each comma. */
export function goSelector(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
  return `{${parts.join(', ')}}`
}
