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
const WINDOWS = ['5m', '30m', '1h', '6h', '30d'].map(name => seriesOf(slo, SERIES.errorRatio(name)))

interface History {
  /** The interval at which all events `a` and the bad ones `b` are scraped. */
  readonly interval: string
  readonly a: string
  readonly b: string
}

/** The ratios of all windows at some times. */
async function ratios({ interval, ...counters }: History, times: readonly string[]) {
  const groups = rulesForSlo(slo)
  const file = {
    rule_files: ['young.rules.yaml'],
    evaluation_interval: '15s',
    group_eval_order: groups.map(({ name }) => name),
    tests: [
      {
        interval,
        input_series: Object.entries(counters).map(([series, values]) => ({ series, values })),
        promql_expr_test: times.flatMap(eval_time => WINDOWS.map(expr => ({ expr, eval_time, exp_samples: [] }))),
      },
    ],
  }
  const text = renderRuleFile(groups, { source: 'test', command: 'test' })
  const read = readEvaluations((await testRules({ name: 'young.rules.yaml', text }, renderYaml(file))).output)
  return times.map(time => WINDOWS.map(expr => read(expr, time)))
}

/** Young SLOs, and the bad ÷ all events that their counters show at one, four and twenty minutes. */
const YOUNG: Readonly<Record<string, readonly [History, readonly [number, number, number]]>> = {
  'whose prober had counted before the first scrape': [
    { interval: '5s', a: '7+1x700', b: '0 0 0+1x200 203x400' },
    [10 / 12, 46 / 48, 203 / 240],
  ],
  'of which every event is bad, by counters that stood at different heights': [
    { interval: '7s', a: '300+1x700', b: '0+1x600' },
    [1, 1, 1],
  ],
  'whose error series is born with its first errors': [
    { interval: '7s', a: '300+1x700', b: '_x5 3 6 7 8 9 10x600' },
    [1, 10 / 34, 10 / 171],
  ],
  'that is scraped beside the evaluations': [
    { interval: '13s', a: '100+3x300', b: '0 0 0 1 2 3 3x300' },
    [2 / 12, 3 / 54, 3 / 276],
  ],
}

test.for(Object.entries(YOUNG))(
  'all windows of an SLO %s say what plain counting says',
  async ([, [history, counted]]) => {
    const [minute, four, twenty] = await ratios(history, ['1m', '4m', '20m'])
    const equal = (ratio: number, count: number) => Array.from({ length: count }, () => expect.closeTo(ratio, 9))
    expect(minute).toEqual(equal(counted[0], WINDOWS.length))
    expect(four).toEqual(equal(counted[1], WINDOWS.length))
    // By now the shortest window holds a part of the events alone.
    expect(twenty?.slice(1)).toEqual(equal(counted[2], WINDOWS.length - 1))
  },
)
