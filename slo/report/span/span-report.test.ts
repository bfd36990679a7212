import { expect, test } from 'vitest'
import { exampleSlo } from '../../definition/slo.testkit.ts'
import { countedFigures } from './figures.ts'
import { exampleReport, NOW } from './report.testkit.ts'

const ALLOWED = 518.4

test('incidents are what cost the budget, and all parts add up to it', () => {
  const { incidents, scattered, causes, releases, bad, windows } = exampleReport()
  expect(incidents.map(one => one.bad)).toEqual([90, 8])
  expect(incidents.map(one => one.spent)).toEqual([90 / ALLOWED, 8 / ALLOWED].map(part => expect.closeTo(part, 9)))
  expect(scattered).toMatchObject({ of: 2, bad: 2, spent: expect.closeTo(2 / ALLOWED, 9) })
  expect(causes.map(share => share.bad)).toEqual([90, 8, 2])
  expect(releases.map(share => [share.of, share.bad])).toEqual([
    ['v1', 90],
    ['v2', 10],
  ])
  expect(bad).toBe(100)
  expect(windows[0]?.spent).toBeCloseTo(100 / ALLOWED, 9)
})

test('a month has the budget of the whole month', () => {
  const [, november, october] = exampleReport().windows
  // As many days as the period, so as many probes.
  expect(november?.spent).toBeCloseTo(100 / ALLOWED, 9)
  expect(november?.coverage).toBeCloseTo(1, 9)
  expect(october?.spent).toBeUndefined()
})

test('an alert was real when what it fired for still counts', () => {
  const judged = exampleReport().alerts.map(({ name, isReal }) => [name, isReal])
  expect(judged).toEqual([
    // Its events are none: a drill, which was given back.
    ['WebEdge', false],
    ['WebEdge', true],
    ['SLODataMissing', true],
  ])
})

test('what came since the last sum is in the last step', () => {
  const { bad, incidents } = exampleReport({ pendingBad: 50 })
  expect(bad).toBe(150)
  expect(incidents.find(one => one.endSeconds === NOW)?.bad).toBe(50)
})

test('without a recorded budget nothing has a cost, and every stretch is shown', () => {
  const report = exampleReport({ recorded: undefined, period: {} })
  expect(report.incidents.map(({ bad, spent }) => [bad, spent])).toEqual([90, 8, 1, 1].map(bad => [bad, undefined]))
  expect(report.alerts.find(({ name }) => name === 'WebEdge')?.isReal).toBeUndefined()
})

const EVENTS = exampleSlo(
  'version: prometheus/v1\nservice: shop\nslos: [{ name: pay, objective: 99, sli: { events: { error_query: "sum(rate(b[{{.window}}]))", total_query: "sum(rate(a[{{.window}}]))" } }, alerting: { name: A } }]\n',
)
const NOVEMBER = { kind: 'month', title: 'November', startSeconds: 0, endSeconds: 30 * 86_400, isOpen: true } as const
const TEN_DAYS = 10 * 86_400

test.each<[what: string, counts: Parameters<typeof countedFigures>[2], born: number, expected: number]>([
  ['comes on as it came so far', { bad: 5, total: 1000, measured: TEN_DAYS }, 0, 3000],
  [
    'of a young SLO also came before its data begins',
    { bad: 5, total: 500, measured: TEN_DAYS / 2 },
    TEN_DAYS / 2,
    3000,
  ],
  ['of a long gap is counted, and no rate', { bad: 5, total: 1200, late: 200, measured: TEN_DAYS }, 0, 3200],
])('the budget of a month of real traffic, which %s', (_, counts, born, expected) => {
  const figures = countedFigures(NOVEMBER, EVENTS, counts, { born }, TEN_DAYS)
  expect(figures.spent).toBeCloseTo(5 / (0.01 * expected), 9)
})

test('a window without events has no figures', () =>
  expect(countedFigures(NOVEMBER, EVENTS, { bad: 0, total: 0 }, {}, TEN_DAYS)).toEqual(NOVEMBER))
