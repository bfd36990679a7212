import { expect, test } from 'vitest'
import { testRules } from '../../adapters/prometheus/promtool.ts'
import { type Duration, hours, minutes } from '../../lib/duration.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import { exampleSlo } from '../definition/slo.testkit.ts'
import { promtoolSeries } from '../timeline/promtool-values.ts'
import type { TimelineSeries } from '../timeline/timeline.ts'
import { renderRuleFile } from './output.ts'
import { rulesForSlo } from './rules.ts'

const RULES = 'kinds.rules.yaml'

interface Asked {
  readonly sli: string
  readonly series: Readonly<Record<string, string>>
  readonly expr: string
  readonly at: string
  readonly objective?: number
  readonly samples: readonly { readonly labels: string; readonly value: number }[]
}

/** Whether the rules of an SLI answer as they should, one sample a minute. */
async function answers({ sli, series, expr, at, samples, objective = 99.9 }: Asked) {
  const slo = exampleSlo(
    `version: prometheus/v1\nservice: shop\nslos: [{ name: home, objective: ${objective}, sli: ${sli}, alerting: { name: Burns } }]\n`,
  )
  const groups = rulesForSlo(slo)
  const input = Object.entries(series).map(([name, values]) => ({ series: name, values }))
  const test = {
    rule_files: [RULES],
    evaluation_interval: '1m',
    group_eval_order: groups.map(({ name }) => name),
    tests: [{ interval: '1m', input_series: input, promql_expr_test: [{ expr, eval_time: at, exp_samples: samples }] }],
  }
  const rules = renderRuleFile(groups, { source: 'test', command: 'test' })
  return testRules({ name: RULES, text: rules }, renderYaml(test))
}

/** A counter at one rate after another. */
function counter(...rates: readonly (readonly [length: Duration, perMinute: number])[]): string {
  const segments = rates.map(([length, perMinute]) => ({ length, eventsPerSecond: perMinute / 60, badRatio: 0 }))
  const values = segments.map(({ eventsPerSecond }) => ({ perSecond: eventsPerSecond }))
  const series: TimelineSeries = { metric: 'r', labels: {}, type: 'counter', values }
  return promtoolSeries({ segments, series: [series] }, minutes(1))[0]?.values ?? ''
}

const steady = (perMinute: number): string => counter([hours(3), perMinute])
const outage = (perMinute: number): string => counter([hours(2), 0], [hours(1), perMinute])
const pages = 'count(ALERTS{alertname="Burns",alertstate="firing",sloth_severity="page"}) or vector(0)'

const FUSED =
  '{ fused: { probe: { probe: home, path: edge }, events: { error_query: "sum(rate(r{code=\\"500\\"}[{{.window}}]))", total_query: "sum(rate(r[{{.window}}]))" } } }'
const PROBES = {
  'synthetic_probes_total{probe="home",path="edge",budget="counted"}': steady(12),
  'synthetic_probe_failures_total{probe="home",path="edge",budget="counted"}': outage(12),
}

test('without real traffic the probes decide alone', async () => {
  const report = await answers({
    sli: FUSED,
    series: PROBES,
    expr: pages,
    at: '2h10m',
    samples: [{ labels: '{}', value: 1 }],
  })
  expect(report.isGood, report.output).toBe(true)
})

test('with thousands of users the probes do not outweigh them', async () => {
  const series = { ...PROBES, 'r{code="200"}': steady(10_000), 'r{code="500"}': steady(0) }
  const report = await answers({ sli: FUSED, series, expr: pages, at: '2h10m', samples: [{ labels: '{}', value: 0 }] })
  expect(report.isGood, report.output).toBe(true)
})

test('an SLO over clusters pages for the one that fails', async () => {
  const report = await answers({
    sli: '{ events: { error_query: "sum by (cluster) (rate(r{code=\\"500\\"}[{{.window}}]))", total_query: "sum by (cluster) (rate(r[{{.window}}]))" } }',
    series: {
      'r{cluster="east",code="200"}': steady(100),
      'r{cluster="east",code="500"}': outage(100),
      'r{cluster="west",code="200"}': steady(100),
    },
    expr: 'count by (cluster) (ALERTS{alertname="Burns",alertstate="firing",sloth_severity="page"})',
    at: '2h10m',
    samples: [{ labels: '{cluster="east"}', value: 1 }],
  })
  expect(report.isGood, report.output).toBe(true)
})

test('a latency whose bucket does not exist is bad altogether, not good', async () => {
  const report = await answers({
    sli: '{ latency: { histogram: d, threshold: 300ms } }',
    series: { 'd_count{}': steady(100), 'd_bucket{le="0.5"}': steady(100) },
    expr: 'sum(slo:sli_error:ratio_rate5m)',
    at: '2h',
    samples: [{ labels: '{}', value: 1 }],
  })
  expect(report.isGood, report.output).toBe(true)
})

const RARE =
  '{ events: { error_query: "sum(rate(r{code=\\"500\\"}[{{.window}}]))", total_query: "sum(rate(r[{{.window}}]))" } }, traffic: 1/m'
const lost = counter([hours(2), 0], [minutes(1), 1], [minutes(59), 0])

test.each([
  ['one lost request of one a minute does not page', lost, '2h4m', 0],
  ['an outage at one a minute does', outage(1), '2h15m', 1],
])('%s, where that traffic is declared', async (_, errors, at, value) => {
  const series = { 'r{job="shop",instance="a",code="200"}': steady(1), 'r{job="shop",instance="a",code="500"}': errors }
  const report = await answers({ sli: RARE, series, expr: pages, at, samples: [{ labels: '{}', value }] })
  expect(report.isGood, report.output).toBe(true)
})

test.each([
  ['2h', 0],
  ['2h50m', 1],
])('at 93 %% the pair of six hours pages in a total outage, and at %s %d of it fires', async (at, value) => {
  const report = await answers({
    sli: '{ events: { error_query: "sum(rate(r{code=\\"500\\"}[{{.window}}]))", total_query: "sum(rate(r[{{.window}}]))" } }',
    series: { 'r{code="500"}': steady(100) },
    objective: 93,
    expr: pages,
    at,
    samples: [{ labels: '{}', value }],
  })
  expect(report.isGood, report.output).toBe(true)
})

const ERRORS_OF_TWO =
  '{ events: { error_query: "sum(rate(bad[{{.window}}]))", total_query: "sum(rate(r[{{.window}}]))" } }'

test.each([
  ['more errors than events', 120, '25m', 1],
  ['all events bad', 100, '25m', 0],
])('%s: %d of 100 errors a minute after %s raise %d alert', async (_, errors, at, value) => {
  const report = await answers({
    sli: ERRORS_OF_TWO,
    series: { 'r{job="shop",instance="a"}': steady(100), 'bad{job="shop",instance="a"}': steady(errors) },
    expr: 'count(ALERTS{alertname="SLOImpossibleRatio",alertstate="firing"}) or vector(0)',
    at,
    samples: [{ labels: '{}', value }],
  })
  expect(report.isGood, report.output).toBe(true)
})

test('each handler has its own budget, of one definition', async () => {
  const report = await answers({
    sli: '{ events: { error_query: "sum by (handler) (rate(r{code=\\"500\\"}[{{.window}}])) or vector(0)", total_query: "sum by (handler) (rate(r[{{.window}}]))" } }',
    series: {
      'r{handler="/buy",code="200"}': steady(100),
      'r{handler="/buy",code="500"}': outage(100),
      'r{handler="/see",code="200"}': steady(100),
    },
    expr: 'count by (handler) (slo:period_error_budget_remaining:ratio < 1)',
    at: '2h30m',
    samples: [{ labels: '{handler="/buy"}', value: 1 }],
  })
  expect(report.isGood, report.output).toBe(true)
})
