import { expect, test } from 'vitest'
import { LABELS, SERIES } from '../core/names.ts'
import type { Reading } from './reading.ts'
import { REPORT_QUERY, reportSlos } from './report.ts'

const identity = { [LABELS.id]: 'web-edge', [LABELS.service]: 'web', [LABELS.slo]: 'edge' }
const reading = (series: string, value: number, labels: Record<string, string> = {}): Reading => ({
  labels: { __name__: series, ...identity, ...labels },
  value,
})

test.each<[period: string, asked: boolean]>([
  ['5m', true],
  ['1h', true],
  ['7d', true],
  ['1M', true],
  ['1Q', true],
  ['30m', false],
])('the question for a report asks for the ratio of %s: %s', (period, asked) => {
  const pattern = /"(.*?)"/.exec(REPORT_QUERY)?.[1] ?? ''
  expect(new RegExp(`^(?:${pattern})$`).test(SERIES.errorRatio(period))).toBe(asked)
})

test.each<[kind: string, days: number, window: string | undefined, series: string]>([
  ['rolling', 30, '30d', '30d'],
  ['of sloth’s rules, which do not name it', 28, undefined, '28d'],
  ['a calendar month, whatever its length', 31, '1M', '1M'],
])('the SLI of a period that is %s', (_, days, window, series) => {
  const [report] = reportSlos([
    reading(SERIES.objective, 0.999),
    reading(SERIES.periodDays, days),
    reading(SERIES.periodBurnRate, 0.5, window === undefined ? {} : { [LABELS.window]: window }),
    reading(SERIES.errorRatio('1h'), 0.9),
    reading(SERIES.errorRatio(series), 0.0005),
  ])
  expect(report?.periodSli).toBe(0.9995)
})

test('the SLI of a period that is not recorded yet is that of the hour in which it began', () => {
  const [report] = reportSlos([reading(SERIES.objective, 0.999), reading(SERIES.errorRatio('1h'), 0.25)])
  expect(report?.periodSli).toBe(0.75)
})

test('events of gaps are those of short and of long ones together', () => {
  const late = (counted_late: string, value: number): Reading => ({ labels: { ...identity, counted_late }, value })
  const [report] = reportSlos([
    reading(SERIES.objective, 0.999),
    late(SERIES.caughtUp, 90),
    late(SERIES.lateTotal, 2000),
  ])
  expect(report?.countedLate).toBe(2090)
})

test('the time of the last error comes from the same answer as the other figures', () => {
  const objective = reading(SERIES.objective, 0.999)
  const lastErrorAt = '2026-02-05T12:03:15.000Z'
  expect(reportSlos([objective, reading(SERIES.lastError, Date.parse(lastErrorAt) / 1000)])).toMatchObject([
    { lastErrorAt },
  ])
  expect(reportSlos([objective])[0]).not.toHaveProperty('lastErrorAt')
})
