/**
 * Writes a value in one of Grafana's units, to the letter as Grafana does: descriptions, previews and golden files show
 * what people see there (a test compares with Grafana's own code).
 */
export function formatValue(value: number, unit: string, decimals?: number): string {
  if (Number.isNaN(value)) return 'NaN'
  return (FORMATS[unit] ?? (unit.startsWith('suffix:') ? suffixed(unit.slice(7)) : rounded))(value, decimals)
}

type Format = (value: number, decimals: number | undefined) => string

const FORMATS: Readonly<Record<string, Format>> = {
  percentunit: (value, decimals) => `${rounded(value * 100, decimals)}%`,
  s: seconds,
  dtdurations: duration,
  reqps: counted('req/s'),
  ops: counted('ops/s'),
  bytes: scaled(
    1024,
    ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi'].map(prefix => ` ${prefix}B`),
  ),
  Bps: scaled(
    1000,
    ['f', 'p', 'n', 'µ', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'].map(prefix => ` ${prefix}B/s`),
    5,
  ),
  short: scaled(1000, ['', ' K', ' Mil', ' Bil', ' Tri', ' Quadr', ' Quint', ' Sext', ' Sept']),
  dateTimeAsIso: value => new Date(value).toISOString().slice(0, 19).replace('T', ' '),
}

/** A suffix stands behind a blank of its own. */
function suffixed(suffix: string): Format {
  return (value, decimals) => `${rounded(value, decimals)} ${suffix}`
}

function counted(what: string): Format {
  const amount = scaled(1000, ['', 'K', 'M', 'B', 'T'])
  return (value, decimals) => `${amount(value, decimals)} ${what}`
}

/** In units of which each is `factor` of the one before; `first` is the place of the unit of 1. */
function scaled(factor: number, units: readonly string[], first = 0): Format {
  return (value, decimals) => {
    if (!Number.isFinite(value)) return infinity(value)
    const power = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)) / Math.log10(factor))
    const scale = Math.min(Math.max(power, -first), units.length - 1 - first)
    return `${rounded(value / factor ** scale, decimals)}${units[first + scale]}`
  }
}

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const WEEK = 7 * DAY
const YEAR = 365 * DAY

/** Below the first figure, a number of seconds is written in the unit of the second one; plurals where there are some. */
const SECONDS: readonly (readonly [below: number, unit: number, name: string, isWord?: true])[] = [
  [1e-6, 1e-9, 'ns'],
  [1e-3, 1e-6, 'µs'],
  [1, 1e-3, 'ms'],
  [MINUTE, 1, 's'],
  [HOUR, MINUTE, 'min', true],
  [DAY, HOUR, 'hour', true],
  [WEEK, DAY, 'day', true],
  [YEAR, WEEK, 'week', true],
  [Number.POSITIVE_INFINITY, 31_556_900, 'year', true],
]

function seconds(value: number, decimals: number | undefined): string {
  if (value === 0) return '0 s'
  const size = Math.abs(value)
  const [, unit, name, isWord] = SECONDS.find(([below]) => size < below) ?? [0, 31_556_900, 'year', true]
  // A multiplication where Grafana multiplies: a division would round otherwise in the last digit.
  const amount = unit < 1 ? value * Math.round(1 / unit) : value / unit
  return `${rounded(amount, decimals)} ${name}${isWord === true && Math.abs(amount) > 1 ? 's' : ''}`
}

const DURATIONS: readonly (readonly [name: string, milliseconds: number])[] = [
  ['year', YEAR * 1000],
  ['month', 30 * DAY * 1000],
  ['week', WEEK * 1000],
  ['day', DAY * 1000],
  ['hour', HOUR * 1000],
  ['minute', MINUTE * 1000],
  ['second', 1000],
  ['millisecond', 1],
]

/** The largest units of a duration: one, and as many more as there are decimals. */
function duration(value: number, decimals = 0): string {
  if (value === 0) return '0 seconds'
  if (value < 0) return `${duration(-value, decimals)} ago`
  const first = DURATIONS.findIndex(([, length]) => value * 1000 >= length)
  let rest = value * 1000
  const parts = (first === -1 ? [] : DURATIONS.slice(first, first + 1 + decimals)).map(([name, length]) => {
    const whole = Math.floor(rest / length)
    rest %= length
    return `${whole} ${name}${whole === 1 ? '' : 's'}`
  })
  return parts.join(', ')
}

/** A number with so many digits after the point; where a panel sets none, with three significant ones. */
function rounded(value: number, decimals: number | undefined): string {
  if (!Number.isFinite(value)) return infinity(value)
  const places = decimals ?? placesOf(value)
  const factor = 10 ** Math.max(0, places)
  const text = String(Math.round(value * factor) / factor)
  if (text.includes('e') || places <= 0) return text
  const [whole = '', part = ''] = text.split('.')
  return `${whole}.${part.padEnd(places, '0')}`
}

function placesOf(value: number): number {
  if (Number.isInteger(value)) return 0
  return Math.max(0, 2 - Math.floor(Math.log(Math.abs(value)) / Math.LN10))
}

function infinity(value: number): string {
  return value > 0 ? '∞' : '-∞'
}
