import { expect, test } from 'vitest'
import { planAnnotations, planQueries } from './plan.ts'
import { viewBoard } from './view.ts'

const target = (refId: string, expr: string, instant: boolean) => ({ refId, expr, instant, legendFormat: '' })
const board = viewBoard({
  time: { from: 'now-6h' },
  annotations: { list: [{ name: 'Release', expr: 'z', titleFormat: '', iconColor: 'blue' }] },
  panels: [
    { id: 1, type: 'timeseries', targets: [target('A', 'rate(x{job=~"$job"}[$__rate_interval])', false)] },
    { id: 2, type: 'stat', targets: [target('A', 'increase(x[$__range])', true)] },
    { id: 3, type: 'timeseries', timeFrom: '30d', interval: '6h', targets: [target('A', 'y', false)] },
  ],
})
const evaluation = { now: 1_770_292_830, scrapeSeconds: 60, values: { job: '.+' } }
const [graph, stat, month] = planQueries(board, evaluation)

test('a rate looks back over four scrapes at least, and variables are filled in', () => {
  expect(graph?.expr).toBe('rate(x{job=~".+"}[240s])')
})

test('a graph is queried in round steps, and both ends of its range are multiples of them', () => {
  expect(graph).toMatchObject({ stepSeconds: 120, isInstant: false, end: evaluation.now - 30 })
  expect((graph?.end ?? 0) - (graph?.start ?? 0)).toBe(6 * 3600)
})

test('a query’s own shortest step stands for the scrape interval in a rate, and that of its panel does not', () => {
  const rate = (more: object, panel: object = {}) =>
    planQueries(
      viewBoard({
        time: { from: 'now-1h' },
        panels: [
          { id: 1, type: 'timeseries', ...panel, targets: [{ ...target('A', '[$__rate_interval]', false), ...more }] },
        ],
      }),
      { ...evaluation, scrapeSeconds: 5 },
    ).map(({ expr, stepSeconds }) => [expr, stepSeconds])
  expect(rate({})).toEqual([['[20s]', 15]])
  expect(rate({}, { interval: '30s' })).toEqual([['[35s]', 30]])
  expect(rate({ interval: '30s' })).toEqual([['[120s]', 30]])
})

test('a graph that sets its number of points has the step that these need', () => {
  const [wide] = planQueries(
    viewBoard({
      panels: [{ id: 1, type: 'timeseries', timeFrom: '30d', maxDataPoints: 2880, targets: [target('A', 'y', false)] }],
    }),
    evaluation,
  )
  expect(wide?.stepSeconds).toBe(900)
})

test('a stat is an instant query', () => {
  expect(stat).toMatchObject({ expr: 'increase(x[21600s])', isInstant: true, end: evaluation.now })
})

test('a range that ends between two seconds is rounded in a query, as in Grafana', () => {
  const [, drawn] = planQueries({ ...board, rangeSeconds: 1096.165 }, evaluation)
  expect(drawn?.expr).toBe('increase(x[1096s])')
})

test('a panel’s own range and shortest step come before the dashboard’s', () => {
  expect(month).toMatchObject({ stepSeconds: 21_600 })
  expect((month?.end ?? 0) - (month?.start ?? 0)).toBe(30 * 86_400)
})

test.each([
  ['an hour', 3600, 60],
  ['three hours', 3 * 3600, 120],
  ['six hours', 6 * 3600, 300],
  ['a day', 86_400, 900],
  ['a week', 7 * 86_400, 7200],
  ['thirty days', 30 * 86_400, 21_600],
])('annotations over %s are queried in the steps that Grafana uses, at multiples of them', (_, rangeSeconds, step) => {
  const [annotations] = planAnnotations({ ...board, rangeSeconds }, evaluation)
  expect(annotations?.stepSeconds).toBe(step)
  expect([annotations?.start, annotations?.end].map(moment => (moment ?? 1) % step)).toEqual([0, 0])
  expect(evaluation.now - (annotations?.end ?? 0)).toBeLessThan(step)
})
