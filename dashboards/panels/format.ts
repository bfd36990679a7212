import { humanDuration, seconds } from '../../lib/duration.ts'

/** Writes a value in one of Grafana's units, close enough to Grafana for descriptions, previews and golden files. */
export function formatValue(value: number, unit: string, decimals?: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  const text = (FORMATS[unit] ?? (unit.startsWith('suffix:') ? suffixed(unit.slice(7)) : plain))(value, decimals)
  return text.replace(/^-/, '−')
}

type Format = (value: number, decimals: number | undefined) => string

const FORMATS: Readonly<Record<string, Format>> = {
  percentunit: (value, decimals) => `${wanted(value * 100, decimals, Math.abs(value) < 0.1 ? 2 : 1)} %`,
  s: value => secondsText(value),
  dtdurations: value => (value < 0 ? `${wholeSeconds(-value)} ago` : wholeSeconds(value)),
  reqps: (value, decimals) => `${plain(value, decimals)} req/s`,
  ops: (value, decimals) => `${plain(value, decimals)} /s`,
  bytes: (value, decimals) => scaled(value, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB'], decimals),
  Bps: (value, decimals) => `${scaled(value, 1000, ['B', 'kB', 'MB', 'GB'], decimals)}/s`,
  short: (value, decimals) => scaled(value, 1000, ['', ' K', ' Mil', ' Bil'], decimals).trim(),
  dateTimeAsIso: value => new Date(value).toISOString().slice(0, 19).replace('T', ' '),
}

function wholeSeconds(value: number): string {
  return value < 1 ? '0 s' : humanDuration(seconds(Math.floor(value)))
}

function suffixed(suffix: string): Format {
  return (value, decimals) => `${plain(value, decimals)}${suffix}`
}

function plain(value: number, decimals: number | undefined): string {
  return wanted(value, decimals, Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2)
}

function secondsText(value: number): string {
  const size = Math.abs(value)
  if (size === 0) return '0 s'
  if (size < 0.001) return `${digits(value * 1e6, 0)} µs`
  if (size < 1) return `${digits(value * 1000, size < 0.1 ? 1 : 0)} ms`
  return size < 60 ? `${digits(value, 2)} s` : humanDuration(seconds(value))
}

function scaled(value: number, base: number, units: readonly string[], decimals: number | undefined): string {
  let index = 0
  let rest = value
  while (Math.abs(rest) >= base && index < units.length - 1) {
    rest /= base
    index += 1
  }
  const unit = units[index] ?? ''
  return `${plain(rest, decimals)}${unit === '' || unit.startsWith(' ') ? unit : ` ${unit}`}`
}

/** At most this many digits after the point, without trailing zeros. */
function digits(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)))
}

/** As many digits as a panel sets; where it sets none, the significant ones. */
function wanted(value: number, decimals: number | undefined, automatic: number): string {
  return decimals === undefined ? digits(value, automatic) : value.toFixed(decimals)
}
