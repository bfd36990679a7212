declare const unit: unique symbol

/** A span of time in milliseconds; branded, so that a bare number is not assignable. */
export type Duration = number & { readonly [unit]: 'milliseconds' }

/** Milliseconds as a Duration. */
export function milliseconds(count: number): Duration {
  return count as Duration
}

/** Seconds as a Duration. */
export function seconds(count: number): Duration {
  return (count * 1000) as Duration
}

/** Minutes as a Duration. */
export function minutes(count: number): Duration {
  return (count * 60_000) as Duration
}

/** Hours as a Duration. */
export function hours(count: number): Duration {
  return (count * 3_600_000) as Duration
}

/** Days of 24 hours as a Duration. */
export function days(count: number): Duration {
  return (count * 86_400_000) as Duration
}

/** A Duration in seconds. */
export function inSeconds(duration: Duration): number {
  return duration / 1000
}

/** A Duration in minutes. */
export function inMinutes(duration: Duration): number {
  return duration / 60_000
}

/** A Duration in days of 24 hours. */
export function inDays(duration: Duration): number {
  return duration / 86_400_000
}

/** The next multiple of a step, of milliseconds such as a sum of durations. */
export function roundUp(count: number, step: Duration): Duration {
  return milliseconds(Math.ceil(count / step) * step)
}

/** The last multiple of a step, of milliseconds such as a sum of durations. */
export function roundDown(count: number, step: Duration): Duration {
  return milliseconds(Math.floor(count / step) * step)
}

/**
 * Prometheus' units, largest first; a year is 365 days there
 * (https://prometheus.io/docs/prometheus/latest/querying/basics/#time-durations).
 */
const UNITS: readonly [suffix: string, milliseconds: number][] = [
  ['y', 365 * 86_400_000],
  ['w', 7 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
]

const SHAPE = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/

/** Reads a duration as Prometheus writes it (`5m`, `1h30m`, `250ms`); undefined when the text is none. */
export function parseDuration(text: string): Duration | undefined {
  if (text === '0') return milliseconds(0)
  const match = SHAPE.exec(text)
  if (match === null || text === '') return undefined
  return milliseconds(UNITS.reduce((total, [, size], index) => total + Number(match[index + 1] ?? 0) * size, 0))
}

/** What people call the units, by the suffix. */
const UNIT_NAMES: readonly [suffix: string, names: RegExp][] = [
  ['y', /^(y|yrs?|years?)$/],
  ['w', /^(w|wks?|weeks?)$/],
  ['d', /^d(ays?)?$/],
  ['h', /^(h|hrs?|hours?)$/],
  ['m', /^(m|mins?|minutes?)$/],
  ['s', /^(s|secs?|seconds?)$/],
  ['ms', /^(ms|msecs?|millis|milliseconds?)$/],
]

/** The duration that a text or number was probably meant to be, such as `30d` for `30 days` or `P30D`; several for a bare number. */
export function meantDurations(text: string): readonly string[] {
  const folded = text
    .trim()
    .toLowerCase()
    .replace(/^pt?(?=\d)/, '')
  if (/^\d+$/.test(folded)) return Number(folded) === 0 ? [] : ['d', 'h', 'm', 's'].map(unit => `${folded}${unit}`)
  const [, count = '', name = ''] = /^(\d+(?:\.\d+)?)[\s_-]*([a-zµ]+)$/.exec(folded) ?? []
  const unit = UNIT_NAMES.find(([, names]) => names.test(name))?.[0]
  const size = UNITS.find(([suffix]) => suffix === unit)?.[1]
  if (unit === undefined || size === undefined || !(Number(count) > 0)) return []
  return [
    Number.isInteger(Number(count)) ? `${Number(count)}${unit}` : formatDuration(milliseconds(Number(count) * size)),
  ]
}

/** Writes a duration for PromQL and file names, days as the largest unit: `30d`, `1h30m`, `250ms`. */
export function formatDuration(duration: Duration): string {
  let rest = Math.round(duration)
  if (rest === 0) return '0s'
  let text = ''
  for (const [suffix, size] of UNITS.slice(2)) {
    const count = Math.floor(rest / size)
    if (count === 0) continue
    text += `${count}${suffix}`
    rest -= count * size
  }
  return text
}

const HUMAN_UNITS: readonly [suffix: string, milliseconds: number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
]

/** Writes a duration for people, its two largest units: `2 h 4 min`, `45 s`, `30 d`; under a second in `ms`. */
export function humanDuration(duration: Duration): string {
  if (duration < 1000) return `${Math.round(duration)} ms`
  const first = HUMAN_UNITS.findIndex(([, size]) => duration >= size)
  const smallest = HUMAN_UNITS[Math.min(first + 1, HUMAN_UNITS.length - 1)]?.[1] ?? 1000
  let rest = Math.round(duration / smallest) * smallest
  const words: string[] = []
  for (const [suffix, size] of HUMAN_UNITS) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) words.push(`${count} ${suffix}`)
  }
  return words.join(' ')
}
