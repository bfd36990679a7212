import { expect, test } from 'vitest'
import { testRules } from '../../adapters/prometheus/promtool.ts'
import { readEvaluations } from '../../adapters/prometheus/promtool-evaluations.testkit.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import { seriesOf } from '../core/identity.ts'
import { SERIES } from '../core/names.ts'
import { exampleSlo } from '../definition/slo.testkit.ts'
import { renderRuleFile } from './output.ts'
import { rulesForSlo } from './rules.ts'

const slo = exampleSlo(
  'version: prometheus/v1\nservice: shop\nslos: [{ name: home, objective: 99.9, sli: { events: { error_query: "sum(rate(b[{{.window}}]))", total_query: "sum(rate(a[{{.window}}]))" } } }]\n',
)
const LAST = `${seriesOf(slo, SERIES.lastError)} / 60`
const FIVE = seriesOf(slo, SERIES.errorRatio('5m'))

/** The last error and the ratio of five minutes at some times, of counters that are scraped at an interval. */
async function recorded(counters: Readonly<Record<'a' | 'b', string>>, times: readonly string[], interval = '15s') {
  const groups = rulesForSlo(slo)
  const file = {
    rule_files: ['last.rules.yaml'],
    evaluation_interval: '15s',
    group_eval_order: groups.map(({ name }) => name),
    tests: [
      {
        interval,
        input_series: Object.entries(counters).map(([series, values]) => ({ series, values })),
        promql_expr_test: times.flatMap(eval_time => [LAST, FIVE].map(expr => ({ expr, eval_time, exp_samples: [] }))),
      },
    ],
  }
  const text = renderRuleFile(groups, { source: 'test', command: 'test' })
  const read = readEvaluations((await testRules({ name: 'last.rules.yaml', text }, renderYaml(file))).output)
  return times.map(time => [time, read(LAST, time), read(FIVE, time)])
}

test('the last error has the moment at which it was counted, and the window is clear when it has passed since then', async () => {
  // One bad event of the tenth minute, and three more of the twentieth.
  const counters = { a: '0+10x160', b: '0x39 1x39 4x80' }
  expect(await recorded(counters, ['9m', '9m45s', '10m', '12m', '14m45s', '15m', '19m', '20m', '25m', '40m'])).toEqual([
    ['9m', undefined, 0],
    ['9m45s', undefined, 0],
    ['10m', 10, expect.any(Number)],
    ['12m', 10, expect.any(Number)],
    ['14m45s', 10, expect.any(Number)],
    ['15m', 10, 0],
    ['19m', 10, 0],
    ['20m', 20, expect.any(Number)],
    ['25m', 20, 0],
    ['40m', 20, 0],
  ])
})

test('a process that begins again brings no error, however its lost counts are estimated, unless its own counter shows one', async () => {
  // Scrapes do not come at evaluations, so that rates reach further than what was scraped.
  const after = async (again: string) => {
    const counters = { a: '0+10x89 stale _x3 0+10x90', b: `0x59 7x29 stale _x3 ${again}` }
    const [before, restarted] = await recorded(counters, ['15m', '25m'], '10s')
    return [before?.[1], restarted?.[1]]
  }
  expect(await after('0x90')).toEqual([10, 10])
  expect(await after('1x90')).toEqual([10, 15.75])
})

test('it is known after a gap in which nothing was scraped, and is no later for it', async () => {
  const counters = { a: '0+10x80 stale _x79 1600+10x80', b: '0x39 1x41 stale _x79 1x80' }
  expect(await recorded(counters, ['20m', '30m', '45m', '55m'])).toEqual([
    ['20m', 10, 0],
    ['30m', 10, undefined],
    ['45m', 10, 0],
    ['55m', 10, 0],
  ])
})
