import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { testRules } from '../../adapters/prometheus/promtool.ts'
import { readEvaluations } from '../../adapters/prometheus/promtool-evaluations.testkit.ts'
import { inSeconds, milliseconds, minutes, seconds } from '../../lib/duration.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import { identity, periodName, seriesOf } from '../../slo/core/identity.ts'
import { errorBudget } from '../../slo/core/model.ts'
import { LABELS, SERIES } from '../../slo/core/names.ts'
import { exampleSlo } from '../../slo/definition/slo.testkit.ts'
import { pagingMinutesQuery } from '../../slo/report/diff.ts'
import { explainSlo } from '../../slo/report/explain.ts'
import { reportSlos } from '../../slo/report/report.ts'
import { renderRuleFile } from '../../slo/rules/output.ts'
import { rulesForSlo } from '../../slo/rules/rules.ts'
import { promtoolSeries } from '../../slo/timeline/promtool-values.ts'
import { columnsOf } from '../../slo/timeline/replay-chart.ts'
import { SIMULATED } from '../../slo/timeline/replay-counters.ts'
import { rangeOf, simulatedSlo } from '../../slo/timeline/simulation.ts'
import { type ProcessMetric, processSeries } from '../../slo/timeline/timeline.ts'
import { replayRules } from './replay-rules.ts'

const slo = simulatedSlo(
  exampleSlo(
    'version: prometheus/v1\nservice: shop\nslos: [{ name: home, objective: 99.9, sli: { events: { error_query: "sum(rate(b[{{.window}}]))", total_query: "sum(rate(a[{{.window}}]))" } }, alerting: { name: Burns } }]\n',
  ),
)
/** 720 of 43,200 events are bad: 1.67 %, and of the 10,368,000 of 30 days at this rate 6.94 % of the budget. */
const segments = [
  { length: minutes(60), eventsPerSecond: 4, badRatio: 0 },
  { length: minutes(12), eventsPerSecond: 4, badRatio: 0.25 },
  { length: minutes(108), eventsPerSecond: 4, badRatio: 0 },
]
const PLAIN = { attained: 1 - 720 / 43_200, left: 1 - 720 / 10_368, measuredMinutes: 180 }
/** The whole timeline; promtool takes fewer samples than seven days of minutes. */
const THREE_HOURS = '[3h:1m]'
const SEVERITY = `${LABELS.severity}="page"`

/** The panel of the overview that shows what is left of each budget, as generated. */
function boardQuery(): string {
  const board = readFileSync('dashboards/generated/leadline-slo-overview.json', 'utf8')
  const found = [...board.matchAll(/"expr": ("(?:[^"\\]|\\.)*")/g)].map(([, text = '']) => String(JSON.parse(text)))
  const query = found.find(expr => expr.startsWith(`floor(1000 * (max by (sloth_id) (${SERIES.budgetRemaining})`))
  if (query === undefined) throw new RangeError('no panel of the overview shows the budgets')
  return query
}

/** What promtool has at the end of the timeline, of each query. */
async function atTheEnd(queries: readonly string[]): Promise<(query: string) => number> {
  const counter = (metric: string, perSecond: (one: (typeof segments)[number]) => number): ProcessMetric => ({
    metric: `${metric}_total`,
    type: 'counter',
    labels: () => ({}),
    value: segment => ({ perSecond: perSecond(segment as (typeof segments)[number]) }),
    start: 1000,
  })
  const input_series = promtoolSeries(
    {
      segments,
      series: processSeries(segments, [
        counter(SIMULATED.events, one => one.eventsPerSecond),
        counter(SIMULATED.bad, one => one.eventsPerSecond * one.badRatio),
      ]),
    },
    seconds(15),
  )
  const end = '180m'
  const file = {
    rule_files: ['same.rules.yaml'],
    evaluation_interval: '15s',
    group_eval_order: rulesForSlo(slo).map(({ name }) => name),
    tests: [
      {
        interval: '15s',
        input_series,
        promql_expr_test: queries.map(expr => ({ expr, eval_time: end, exp_samples: [] })),
      },
    ],
  }
  const text = renderRuleFile(rulesForSlo(slo), { source: 'test', command: 'test' })
  const evaluations = readEvaluations((await testRules({ name: 'same.rules.yaml', text }, renderYaml(file))).output)
  return query => evaluations(query, end) ?? Number.NaN
}

test('rules, budget, explain, diff, boards and simulate give the same figures of the same events', async () => {
  const period = periodName(slo)
  const series = {
    objective: SERIES.objective,
    bad: SERIES.errorRatio(period),
    hour: SERIES.errorRatio('1h'),
    left: SERIES.budgetRemaining,
    coverage: SERIES.coverage(period),
    expected: SERIES.expected(period),
  }
  const queryOf = (name: string): string => seriesOf(slo, name)
  const paged = `sum_over_time((count(ALERTS{alertname="Burns",alertstate="firing",${SEVERITY}}) > bool 0)${THREE_HOURS})`
  const wouldPage = pagingMinutesQuery(slo).replace('[7d:1m]', THREE_HOURS)
  const board = boardQuery()
  const query = await atTheEnd([...Object.values(series).map(queryOf), paged, wouldPage, board])
  const [bad, left, coverage, expected] = [series.bad, series.left, series.coverage, series.expected].map(name =>
    query(queryOf(name)),
  ) as [number, number, number, number]

  // The rules, against plain counting, and against each other.
  expect(1 - bad).toBeCloseTo(PLAIN.attained, 3)
  expect(left).toBeCloseTo(PLAIN.left, 3)
  expect(left).toBeCloseTo(1 - (bad * coverage) / errorBudget(slo.objective), 6)

  // `budget`, the status page and `npm run status` report what the rules say.
  const labels = identity(slo)
  const readings = Object.values(series).map(name => ({
    labels: { ...labels, __name__: name },
    value: query(queryOf(name)),
  }))
  const [report] = reportSlos([...readings, { labels: { ...labels, __name__: SERIES.periodDays }, value: 30 }])
  expect(report?.periodSli).toBe(1 - bad)
  expect(report?.budgetRemaining).toBe(left)

  // A board rounds down to a tenth of a percent.
  expect(query(board)).toBeLessThanOrEqual(left + 1e-6)
  expect(query(board)).toBeGreaterThan(left - 0.001)

  // `explain` extrapolates to the events that the rules expect, and says from how much.
  const measured = milliseconds(slo.period * coverage)
  expect(inSeconds(measured) / 60).toBeCloseTo(PLAIN.measuredMinutes, -1)
  expect(explainSlo(slo, { expected, measured })).toMatch(/of 10,3\d\d,\d\d\d events, extrapolated from (2 h 59|3 h)/)

  // `diff --prometheus` counts the minutes in which the page fired.
  expect(query(paged)).toBeGreaterThan(0)
  expect(Math.abs(query(wouldPage) - query(paged))).toBeLessThanOrEqual(1)

  // `simulate` finds the same lowest budget, whatever it is drawn on.
  const timeline = { segments, series: [] }
  const range = rangeOf({ about: { service: 'shop' }, timeline })
  const widths = await Promise.all(
    [5, 120].map(width => replayRules([slo], timeline, range, columnsOf(range, width), () => undefined)),
  )
  for (const [result] of widths) {
    expect(result?.course.lowest).toBeCloseTo(PLAIN.left, 2)
    expect(result?.worst).toBeCloseTo(0.25, 2)
    expect(result?.alerts.page[0]?.budget).toBeGreaterThan(PLAIN.left)
  }
})
