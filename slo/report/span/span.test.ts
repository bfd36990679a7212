import { expect, test } from 'vitest'
import { days, minutes } from '../../../lib/duration.ts'
import { gapsIn } from './gaps.ts'
import { gridOf, monthsIn, quarterOf } from './span.ts'
import { windowsOf } from './windows.ts'

const at = (text: string): number => Date.parse(text) / 1000
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 16)

test.each<[days: number, stepSeconds: number]>([
  [1 / 24, 300],
  [30, 300],
  [90, 900],
  [400, 3900],
])('a grid over %s days has steps of %s seconds and ends where the span does', (length, stepSeconds) => {
  const grid = gridOf({ startSeconds: 1e9, endSeconds: 1e9 + length * 86_400 })
  expect(grid.stepSeconds).toBe(stepSeconds)
  expect(grid.endSeconds).toBe(1e9 + length * 86_400)
  expect((grid.endSeconds - grid.startSeconds) % stepSeconds).toBe(0)
  expect(grid.startSeconds).toBeLessThanOrEqual(1e9)
})

test.each<[from: string, to: string, months: readonly string[]]>([
  ['2026-11-01T00:00Z', '2026-11-29T12:00Z', ['November 2026']],
  ['2026-10-30T12:00Z', '2026-11-29T12:00Z', ['November 2026', 'October 2026']],
  ['2026-12-20T00:00Z', '2027-01-02T00:00Z', ['January 2027', 'December 2026']],
  // What happened until midnight belongs to the day before.
  ['2026-10-15T00:00Z', '2026-11-01T00:00Z', ['October 2026']],
])('from %s to %s lie %j', (from, to, months) => {
  expect(monthsIn({ startSeconds: at(from), endSeconds: at(to) }).map(({ title }) => title)).toEqual(months)
})

test('a month is whole, whatever its length', () => {
  const [february] = monthsIn({ startSeconds: at('2028-02-10T00:00Z'), endSeconds: at('2028-02-20T00:00Z') })
  expect([february?.startSeconds ?? 0, february?.endSeconds ?? 0].map(iso)).toEqual([
    '2028-02-01T00:00',
    '2028-03-01T00:00',
  ])
})

test('a quarter begins with January, April, July or October', () => {
  const { startSeconds, endSeconds } = quarterOf(at('2026-11-29T12:00Z'))
  expect([startSeconds, endSeconds].map(iso)).toEqual(['2026-10-01T00:00', '2027-01-01T00:00'])
})

const NOW = at('2026-11-29T12:00Z')
test.each<[kind: string, slo: Parameters<typeof windowsOf>[0], since: number, titles: readonly string[]]>([
  ['rolling', { period: days(30) }, 30, ['last 30 d', 'November 2026', 'October 2026']],
  ['rolling, with another span', { period: days(30) }, 7, ['last 30 d', 'last 7 d', 'November 2026']],
  ['of the calendar', { period: days(31), calendar: 'month' }, 30, ['this month', 'last 30 d', 'October 2026']],
  ['of a quarter', { period: days(92), calendar: 'quarter' }, 7, ['this quarter', 'last 7 d', 'November 2026']],
])('the windows of an SLO whose period is %s', (_, slo, since, titles) => {
  expect(windowsOf(slo, days(since), NOW).map(({ title }) => title)).toEqual(titles)
})

test('a gap is what has no step, since the data begins, and also where it still lasts', () => {
  const grid = { startSeconds: 0, endSeconds: 3000, stepSeconds: 300 }
  const measured = [900, 1200, 2100, 2400]
  expect(gapsIn(grid, measured, minutes(10) / 1000)).toEqual([
    { startSeconds: 1200, endSeconds: 1800 },
    { startSeconds: 2400, endSeconds: 3000 },
  ])
  expect(gapsIn(grid, [], 0)).toEqual([{ startSeconds: 0, endSeconds: 3000 }])
})
