import { expect, test } from 'vitest'
import { testRules } from '../../adapters/prometheus/promtool.ts'
import { readEvaluations } from '../../adapters/prometheus/promtool-evaluations.testkit.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import { seriesOf } from '../core/identity.ts'
import { SERIES } from '../core/names.ts'
import { exampleSlo } from '../definition/slo.testkit.ts'
import { renderRuleFile } from './output.ts'
import { rulesForSlo } from './rules.ts'

const BAD = 'rate(r{code=~"5.."}[{{.window}}])'
const ALL = 'rate(r[{{.window}}])'

/** What the rules count of a pair of queries by a minute, what is left of the budget, and whether an alert fired at all. */
async function outcome(error: string, total: string, series: Readonly<Record<string, string>>, minute: number) {
  const slo = exampleSlo(
    `version: prometheus/v1\nservice: shop\nslos: [{ name: home, objective: 99.9, sli: { events: { error_query: '${error}', total_query: '${total}' } }, alerting: { name: Burns } }]\n`,
  )
  const groups = rulesForSlo(slo)
  const bad = `sum(sum_over_time(${seriesOf(slo, SERIES.seenErrors)}[6h]))`
  const budget = seriesOf(slo, SERIES.budgetRemaining)
  const fired = `count(count_over_time(ALERTS{alertname="Burns",alertstate="firing"}[6h]))`
  const file = {
    rule_files: ['hidden.rules.yaml'],
    evaluation_interval: '15s',
    group_eval_order: groups.map(({ name }) => name),
    tests: [
      {
        interval: '15s',
        input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
        promql_expr_test: [bad, budget, fired].map(expr => ({ expr, eval_time: `${minute}m`, exp_samples: [] })),
      },
    ],
  }
  const text = renderRuleFile(groups, { source: 'test', command: 'test' })
  const read = readEvaluations((await testRules({ name: 'hidden.rules.yaml', text }, renderYaml(file))).output)
  const at = (expr: string) => read(expr, `${minute}m`)
  return { bad: at(bad), budget: at(budget), fired: at(fired) ?? 0 }
}

test('a series of errors that an exporter forgot, and that is back, counts what came since', async () => {
  const series = {
    'r{job="shop",instance="a",code="200"}': '1000000+150x400',
    'r{job="shop",instance="a",code="500"}': '5000x160 stale _x40 5001x200',
  }
  const { bad, budget, fired } = await outcome(`sum(${BAD})`, `sum(${ALL})`, series, 90)
  expect(bad).toBeCloseTo(1, 1)
  expect(budget).toBeGreaterThan(0.99)
  expect(fired).toBe(0)
})

test('one that is back lower than it was began again, and all of it counts', async () => {
  const series = {
    'r{job="shop",instance="a",code="200"}': '1000000+150x400',
    'r{job="shop",instance="a",code="500"}': '5000x160 stale _x40 30x200',
  }
  expect((await outcome(`sum(${BAD})`, `sum(${ALL})`, series, 90)).bad).toBeCloseTo(30, 0)
})

const MAINTENANCE = 'unless on() (maint == 1)'
const OFFICE = 'and on() (maint == 0)'

/** Half an hour, then an outage of some minutes within a maintenance that is a minute longer, then an hour. */
function outageOf(minutes: number): Readonly<Record<string, string>> {
  const steps = minutes * 4
  return {
    'r{job="shop",instance="a",code="200"}': `0+150x120 18000+0x${steps} 18000+150x240`,
    'r{job="shop",instance="a",code="500"}': `0+0x120 0+150x${steps} ${150 * steps}+0x240`,
    'maint{instance="a"}': `0x118 1x${steps + 24} 0x240`,
  }
}

test.each([
  [`sum(RATE ${MAINTENANCE})`, 60],
  [`sum(RATE) ${MAINTENANCE}`, 20],
  [`sum(RATE ${OFFICE})`, 40],
  ['sum(RATE unless on (instance) (maint == 1))', 40],
  ['sum(RATE * on (instance) group_left () (maint == bool 0))', 40],
])(
  'an outage in a maintenance that is written as %s, of %i minutes, spends nothing and pages no one',
  async (sum, minutes) => {
    const side = (query: string): string => sum.replace('RATE', query)
    const { bad = 0, budget, fired } = await outcome(side(BAD), side(ALL), outageOf(minutes), 30 + minutes + 45)
    expect(bad).toBeCloseTo(0, 1)
    expect(budget).toBeGreaterThan(0.999)
    expect(fired).toBe(0)
  },
)

test('an outage after such a maintenance is counted, and pages', async () => {
  const series = {
    'r{job="shop",instance="a",code="200"}': '0+150x280 42000+0x120',
    'r{job="shop",instance="a",code="500"}': '0+0x280 0+150x120',
    maint: '0x120 1x80 0x200',
  }
  const { bad, fired } = await outcome(`sum(${BAD} ${MAINTENANCE})`, `sum(${ALL} ${MAINTENANCE})`, series, 95)
  expect(bad).toBeGreaterThan(150 * 4 * 24 * 0.95)
  expect(fired).toBeGreaterThan(0)
})
