import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { selector } from '../../lib/promql/write-selector.ts'
import { exampleSlo, readExample } from '../definition/slo.testkit.ts'
import { testSeries } from './test-series.ts'

const path = 'slo/testdata/counters.yaml'
const { slos } = readExample({ path, text: readFileSync(path, 'utf8') })

/** The test series of an SLO, with the part of events each counts while a tenth of them is bad. */
function fed(name: string): Readonly<Record<string, number>> | undefined {
  const slo = slos.find(one => one.name === name)
  const metrics = slo === undefined ? undefined : testSeries(slo)?.metrics
  return (
    metrics && Object.fromEntries(metrics.map(({ metric, labels, part }) => [selector(metric, labels(0)), part(0.1)]))
  )
}

test('of one metric there are good events and bad ones, each only in the sums that count it', () => {
  expect(fed('requests')).toEqual({
    'http_requests_total{job="shop",route="200",cluster="a",code="200",instance="test"}': 0.9,
    'http_requests_total{job="shop",code="500",route="200",cluster="a",instance="test"}': 0.1,
  })
})

test('of two metrics one counts all events and the other the bad ones', () => {
  expect(fed('jobs')).toEqual({
    'jobs_done_total{job="test",instance="test"}': 1,
    'jobs_failed_total{job="test",queue="200",instance="test"}': 0.1,
  })
})

test('where good events are counted, the rest is bad', () => {
  expect(fed('answers')).toEqual({
    'answers_total{job="test",outcome="200",instance="test"}': expect.closeTo(0.1, 12),
    'answers_total{job="test",outcome="ok",instance="test"}': 0.9,
  })
  expect(fed('fast')).toEqual({
    'http_request_duration_seconds_count{job="test",route="/buy",instance="test"}': 1,
    'http_request_duration_seconds_bucket{job="test",route="/buy",le="1",instance="test"}': 0.9,
  })
})

test('a fused SLI moves the probes and the real events, each as often as it comes', () => {
  const feed = fed('fused') ?? {}
  const [all, bad] = ['synthetic_probes_total', 'synthetic_probe_failures_total'].map(metric =>
    Object.keys(feed).find(name => name.startsWith(metric)),
  )
  expect(feed[all ?? '']).toBeCloseTo(0.2 / 10.2, 12)
  expect(feed[bad ?? '']).toBeCloseTo(0.02 / 10.2, 12)
  expect(feed['calls_total{job="test",code="500",instance="test"}']).toBeCloseTo(1 / 10.2, 12)
})

test('the value of a gauge is the part that is good, or the ratio itself', () => {
  expect(fed('samples')).toEqual({ 'probe_success{job="blackbox",instance="test"}': 0.9 })
  expect(fed('gauge')).toEqual({ 'shop:errors:ratio{job="shop",instance="test"}': 0.1 })
})

const home = (error: string, total: string) =>
  exampleSlo(
    `version: prometheus/v1\nservice: shop\nslos:\n  - name: home\n    objective: 99.9\n    sli: { events: { error_query: '${error}', total_query: '${total}' } }\n`,
  )

test.each([
  ['a sum of sums', 'sum(rate(a[{{.window}}])) + sum(rate(b[{{.window}}]))', 'sum(rate(c[{{.window}}]))', ['c', 'a']],
  ['a metric by its label', 'sum(rate({__name__="a"}[{{.window}}]))', 'sum(rate(c[{{.window}}]))', ['c', 'a']],
  ['all in parts', 'sum(rate(a[{{.window}}]))', 'sum(rate(b[{{.window}}])) + sum(rate(a[{{.window}}]))', ['b', 'a']],
])('%s has its test series', (_, error, total, metrics) => {
  expect(testSeries(home(error, total))?.metrics.map(({ metric }) => metric)).toEqual(metrics)
})

test.each([
  ['metrics by a pattern', 'sum(rate({__name__=~"a|b"}[{{.window}}]))', 'sum(rate(c[{{.window}}]))'],
  [
    'a group that only one side can be in',
    'sum by (x) (rate(a{x="1"}[{{.window}}]))',
    'sum by (x) (rate(b{x="2"}[{{.window}}]))',
  ],
  ['all events of a metric bad', 'sum(rate(a{x=~".+|"}[{{.window}}]))', 'sum(rate(a[{{.window}}]))'],
])('there are no test series for %s', (_, error, total) => {
  expect(testSeries(home(error, total))).toBeUndefined()
})

test.each([
  ['', '', 0],
  [' offset 1m', ' offset 60s', 60_000],
  [' offset 49m60s', ' offset 50m', 3_000_000],
])('with%s of errors and%s of all events rules see them %s ms later', (error, total, delay) => {
  const slo = home(`sum(rate(bad[{{.window}}]${error}))`, `sum(rate(all[{{.window}}]${total}))`)
  expect(testSeries(slo)?.delay).toBe(delay)
})

test('of queries that read different moments, or those of hours ago, no series are known', () => {
  expect(testSeries(home('sum(rate(bad[{{.window}}]))', 'sum(rate(all[{{.window}}] offset 5m))'))).toBeUndefined()
  const day = (metric: string) => `sum(rate(${metric}[{{.window}}] offset 1d))`
  expect(testSeries(home(day('bad'), day('all')))).toBeUndefined()
})
