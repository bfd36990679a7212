import { expect, test } from 'vitest'
import { lastWeeks } from './report-weeks.ts'

// Names and Mondays by `date -d … +%G-W%V`.
test.each([
  ['2026-11-29T23:59:59Z', '2026-W47', '2026-11-23'],
  ['2026-11-30T00:00:00Z', '2026-W48', '2026-11-30'],
  ['2026-01-01T12:00:00Z', '2025-W52', '2025-12-29'],
  ['2026-01-05T00:00:00Z', '2026-W01', '2026-01-05'],
  ['2027-01-04T06:00:00Z', '2026-W53', '2027-01-04'],
  ['2024-12-30T00:00:00Z', '2024-W52', '2024-12-30'],
])('at %s the last week that is over is %s, which ended on %s', (now, name, ended) => {
  const [week] = lastWeeks(new Date(now), 1)
  expect(week).toEqual({ name, endSeconds: Date.parse(`${ended}T00:00:00Z`) / 1000 })
})

test('those before it end a week earlier each', () => {
  expect(lastWeeks(new Date('2026-01-14T00:00:00Z'), 4).map(({ name }) => name)).toEqual([
    '2026-W02',
    '2026-W01',
    '2025-W52',
    '2025-W51',
  ])
})
