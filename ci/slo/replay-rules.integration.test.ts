import { expect, test } from 'vitest'
import { testRules } from '../../adapters/prometheus/promtool.ts'
import { minutes, seconds } from '../../lib/duration.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import { exampleSlo } from '../../slo/definition/slo.testkit.ts'
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
    'version: prometheus/v1\nservice: shop\nslos: [{ name: home, objective: 99.9, sli: { probe: { probe: home, path: edge } }, alerting: { name: Burns } }]\n',
  ),
)
const segments = [
  { length: minutes(60), eventsPerSecond: 4, badRatio: 0 },
  { length: minutes(12), eventsPerSecond: 4, badRatio: 0.25 },
  { length: minutes(108), eventsPerSecond: 4, badRatio: 0 },
]
/** A scrape and an evaluation; the engines look at slightly different moments. */
const SLACK_SECONDS = 45

test('a replay has the alerts that promtool has when it evaluates the same rules forward', async () => {
  const timeline = { segments, series: [] }
  const range = rangeOf({ about: { service: 'shop' }, timeline })
  const [result] = await replayRules([slo], timeline, range, columnsOf(range, 20), () => undefined)
  const [page, ...more] = result?.alerts.page ?? []
  if (page?.to === undefined || more.length > 0)
    throw new Error(`one page that ends, not ${JSON.stringify(result?.alerts)}`)
  const [from, to] = [page.from - range.startSeconds, page.to - range.startSeconds]
  const firing = (seconds: number, fires: boolean) => ({
    expr: 'count(ALERTS{alertname="Burns",alertstate="firing",sloth_severity="page"})',
    eval_time: `${seconds}s`,
    exp_samples: fires ? [{ labels: '{}', value: 1 }] : [],
  })
  const counter = (name: string, part: (badRatio: number) => number): ProcessMetric => ({
    metric: `${name}_total`,
    type: 'counter',
    labels: () => ({}),
    value: ({ eventsPerSecond, badRatio }) => ({ perSecond: eventsPerSecond * part(badRatio) }),
  })
  const counters = [counter(SIMULATED.events, () => 1), counter(SIMULATED.bad, badRatio => badRatio)]
  const groups = rulesForSlo(slo)
  const test = {
    rule_files: ['rules.yaml'],
    evaluation_interval: '15s',
    group_eval_order: groups.map(({ name }) => name),
    tests: [
      {
        interval: '15s',
        input_series: promtoolSeries({ segments, series: processSeries(segments, counters) }, seconds(15)),
        promql_expr_test: [
          firing(from - SLACK_SECONDS, false),
          firing(from + SLACK_SECONDS, true),
          firing(to - SLACK_SECONDS, true),
          firing(to + SLACK_SECONDS, false),
        ],
      },
    ],
  }
  const rules = renderRuleFile(groups, { source: 'test', command: 'test' })
  const report = await testRules({ name: 'rules.yaml', text: rules }, renderYaml(test))
  expect(report.isGood, report.output).toBe(true)
})
