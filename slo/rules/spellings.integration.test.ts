import { describe, expect, test } from 'vitest'
import { testRules } from '../../adapters/prometheus/promtool.ts'
import { readEvaluations } from '../../adapters/prometheus/promtool-evaluations.testkit.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import { LABELS } from '../core/names.ts'
import { exampleSlo } from '../definition/slo.testkit.ts'
import { renderRuleFile } from './output.ts'
import { rulesForSlo } from './rules.ts'

/** Requests for 80 minutes; after an hour a series of errors appears with its first 200. */
const REQUESTS = {
  'r{job="shop",instance="a",code="200"}': '0+50x160',
  'r{job="shop",instance="a",code="500"}': '_x120 200x40',
  'ok{job="shop",instance="a"}': '0+50x160',
  'failed{job="shop",instance="a"}': '_x120 200x40',
}

/** The same requests in a histogram: a route appears after an hour, and its first 200 were slow. */
const HISTOGRAM = {
  'h_count{job="shop",instance="a",route="x"}': '0+50x160',
  'h_bucket{job="shop",instance="a",route="x",le="1.0"}': '0+50x160',
  'h_bucket{job="shop",instance="a",route="x",le="+Inf"}': '0+50x160',
  'h_count{job="shop",instance="a",route="y"}': '_x120 200x40',
  'h_bucket{job="shop",instance="a",route="y",le="1.0"}': '_x120 0x40',
  'h_bucket{job="shop",instance="a",route="y",le="+Inf"}': '_x120 200x40',
}

/** The same requests as two Prometheus in a pair have them. */
const REPLICAS = Object.fromEntries(
  Object.entries(REQUESTS).flatMap(([series, values]) =>
    ['1', '2'].map(replica => [series.replace('{', `{replica="${replica}",`).replace('r{', 'pair{'), values]),
  ),
)

const PAGES = `ALERTS{alertname="Burns",alertstate="firing",${LABELS.severity}="page"}`
const FIRST = `min_over_time((time() * max(${PAGES}))[20m:30s])`
const COUNT = `count_over_time((max(${PAGES}))[20m:30s])`

/** When an SLI's page fires first, in seconds, and over how many evaluations. */
async function pageOf(sli: string) {
  const slo = exampleSlo(
    `version: prometheus/v1\nservice: shop\nslos:\n  - name: home\n    objective: 99.9\n    sli: ${sli}\n    alerting: { name: Burns }\n`,
  )
  const groups = rulesForSlo(slo)
  const text = renderRuleFile(groups, { source: 'test', command: 'test' })
  // Most spellings give the very same rules.
  const found =
    RUNS.get(text) ??
    runRules(
      text,
      groups.map(({ name }) => name),
    )
  RUNS.set(text, found)
  return found
}

const RUNS = new Map<string, ReturnType<typeof runRules>>()

async function runRules(text: string, groups: readonly string[]) {
  const input = Object.entries({ ...REQUESTS, ...HISTOGRAM, ...REPLICAS }).map(([series, values]) => ({
    series,
    values,
  }))
  const asked = [FIRST, COUNT, 'slo:sli_error:ratio_rate1h']
  const questions = asked.map(expr => ({ expr, eval_time: expr.startsWith('slo:') ? '1h3m' : '80m', exp_samples: [] }))
  const tests = {
    rule_files: ['rules.yaml'],
    evaluation_interval: '30s',
    group_eval_order: groups,
    tests: [{ interval: '30s', input_series: input, promql_expr_test: questions }],
  }
  const valueAt = readEvaluations((await testRules({ name: 'rules.yaml', text }, renderYaml(tests))).output)
  return { first: valueAt(FIRST, '80m'), count: valueAt(COUNT, '80m'), ratio: valueAt(asked[2] ?? '', '1h3m') }
}

const events = (error: string, total: string) => `{ events: { error_query: '${error}', total_query: '${total}' } }`
const raw = (query: string) => `{ raw: { error_ratio_query: '${query}' } }`

const bad = 'sum(rate(r{job="shop",code=~"5.."}[{{.window}}]))'
const good = 'sum(rate(r{job="shop",code!~"5.."}[{{.window}}]))'
const all = 'sum(rate(r{job="shop"}[{{.window}}]))'

const plain = await pageOf(events(bad, all))

test('the first errors of a new series page, and the ratio is near that of plain counting', () => {
  expect(plain.first).toBeLessThanOrEqual(3600 + 120)
  // 200 bad of 6,200 in an hour; the sum of what is recorded each minute misses up to two of them.
  expect(plain.ratio).toBeGreaterThan(0.9 * (170 / 6200))
  expect(plain.ratio).toBeLessThan(200 / 6000)
})

describe('spellings of one SLO page at the same moments', () => {
  test.each([
    ['a default of zero', events(`(${bad}) or vector(0)`, all)],
    ['a default of zero on no labels', events(`${bad} or on() vector(0)`, all)],
    ['a default of zero times the total', events(`${bad} or 0 * ${all}`, all)],
    ['a default inside the sum', events('sum(rate(r{job="shop",code=~"5.."}[{{.window}}]) or vector(0))', all)],
    ['all less good', events(`${all} - ${good}`, all)],
    ['all less good with a default', events(`${all} - (${good} or vector(0))`, all)],
    [
      'all less two kinds of good',
      events(
        `${all} - sum(rate(r{job="shop",code=~"2.."}[{{.window}}])) - sum(rate(r{job="shop",code=~"[34].."}[{{.window}}]))`,
        all,
      ),
    ],
    ['held above zero', events(`clamp_min(${bad}, 0)`, all)],
    ['one less the good part', raw(`1 - ${good} / ${all}`)],
    ['one less the good part, guarded', raw(`1 - (${good} / (${all} > 0) or vector(1))`)],
    ['a ratio', raw(`(${bad} / ${all}) or vector(0)`)],
    ['a difference in a ratio', raw(`(${all} - ${good}) / ${all}`)],
    ['bad of good and bad', raw(`${bad} / (${good} + ${bad})`)],
    ['by no labels', events('sum by () (rate(r{job="shop",code=~"5.."}[{{.window}}]))', all)],
    [
      'another order and more brackets',
      events('(sum((rate((r{code=~"5..",job="shop"}[{{ .window }}])))))', `(${all})`),
    ],
    ['sums of sums', events('sum(sum by (code) (rate(r{job="shop",code=~"5.."}[{{.window}}])))', all)],
    ['a factor on both sides', events(`100 * ${bad}`, `100 * ${all}`)],
    ['increase', events(bad.replace('rate', 'increase'), all.replace('rate', 'increase'))],
    [
      'increase with a difference',
      events(`${all} - ${good}`.replaceAll('rate', 'increase'), all.replace('rate', 'increase')),
    ],
    [
      'a metric for errors and one for the rest',
      events('sum(rate(failed[{{.window}}]))', 'sum(rate(ok[{{.window}}])) + sum(rate(failed[{{.window}}]))'),
    ],
    [
      'a pair of Prometheus',
      events(
        'sum(max without (replica) (rate(pair{code=~"5.."}[{{.window}}])))',
        'sum(max without (replica) (rate(pair[{{.window}}])))',
      ),
    ],
    [
      'the largest of a pair',
      events(
        'max(sum by (replica) (rate(pair{code=~"5.."}[{{.window}}])))',
        'max(sum by (replica) (rate(pair[{{.window}}])))',
      ),
    ],
    ['the own kind for latency', '{ latency: { histogram: h, threshold: 1s } }'],
    [
      'count less bucket',
      events(
        'sum(rate(h_count[{{.window}}])) - sum(rate(h_bucket{le="1"}[{{.window}}]))',
        'sum(rate(h_count[{{.window}}]))',
      ),
    ],
    [
      'count less bucket inside one sum',
      events(
        'sum(rate(h_count[{{.window}}]) - ignoring (le) rate(h_bucket{le="1.0"}[{{.window}}]))',
        'sum(rate(h_count[{{.window}}]))',
      ),
    ],
    [
      'one less bucket by count',
      raw('1 - sum(rate(h_bucket{le=~"1(\\\\.0)?"}[{{.window}}])) / sum(rate(h_count[{{.window}}]))'),
    ],
    [
      'the largest bucket as the count',
      raw('1 - sum(rate(h_bucket{le="1"}[{{.window}}])) / sum(rate(h_bucket{le="+Inf"}[{{.window}}]))'),
    ],
  ])('%s', async (_, sli) =>
    expect(await pageOf(sli)).toEqual({ ...plain, ratio: expect.closeTo(plain.ratio ?? 0, 6) }),
  )

  test('an offset of a minute pages a minute later', async () => {
    const offset = (query: string) => query.replace('[{{.window}}]', '[{{.window}}] offset 1m')
    const { first, count } = await pageOf(events(offset(bad), offset(all)))
    expect([first, count]).toEqual([(plain.first ?? 0) + 60, plain.count])
  })
})
