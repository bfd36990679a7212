import { expect, test } from 'vitest'
import { columnsOf, firingsOf, renderTimeline } from './replay-chart.ts'

test.each([
  [3600, 15, 60, 60],
  [3601, 15, 50, 48],
  [300, 15, 60, 20],
  [90 * 86_400, 75, 51, 51],
])(
  '%i s, evaluated every %i s, are cut into at most %i columns that end where the range does',
  (length, stepSeconds, width, count) => {
    const columns = columnsOf({ startSeconds: 1000, endSeconds: 1000 + length, stepSeconds }, width)
    expect(columns).toHaveLength(count)
    expect(columns.at(-1)).toBeLessThanOrEqual(1000 + length)
    expect(columns.at(-1)).toBeGreaterThan(1000 + length - stepSeconds)
  },
)

test('moments without a pause are one firing; one that lasts until the range ends has no end', () => {
  expect(firingsOf([15, 30, 45, 90, 105], 15, 105)).toEqual([{ from: 15, to: 60 }, { from: 90 }])
  expect(firingsOf([], 15, 105)).toEqual([])
})

const range = { startSeconds: 0, endSeconds: 600, stepSeconds: 15 }
const columns = [150, 300, 450, 600]
const quiet = {
  bad: [0, 0, 0, 0],
  budget: [1, 1, 1, 1],
  worst: 0,
  course: { lowest: 1 },
  alerts: { page: [], ticket: [] },
}

test('an alert that fires and ends within one column is seen in it', () => {
  const page = [{ from: 165, to: 180, budget: 0.5 }]
  const drawn = renderTimeline(range, columns, { ...quiet, alerts: { page, ticket: [] } })
  expect(drawn).toContain('page         ·█··')
  expect(drawn).toContain('the page fires, 50 % of the budget left')
})

test('figures are those of the data, however few columns are drawn', () => {
  const result = { ...quiet, worst: 0.75, course: { lowest: -0.008, spentAt: 435 } }
  const [narrow, wide] = [[600], columns].map(drawn => renderTimeline(range, drawn, result))
  for (const text of [narrow, wide]) {
    expect(text).toContain('up to 75 %')
    expect(text).toContain('down to -0.8 %')
    expect(text).toContain('at 7 min 15 s   the budget is spent')
  }
})

test('where nothing happens no alert fires', () => {
  expect(renderTimeline(range, columns, quiet)).toContain('no alert fires')
})
