import { expect, test } from 'vitest'
import { testRules } from '../../adapters/prometheus/promtool.ts'
import { minutes } from '../../lib/duration.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import { exampleSlo } from '../../slo/definition/slo.testkit.ts'
import { renderRuleFile } from '../../slo/rules/output.ts'
import { rulesForSlo } from '../../slo/rules/rules.ts'
import { counterValues } from '../../slo/timeline/promtool-series.ts'
import { SIMULATED } from '../../slo/timeline/replay.ts'
import { pastOf, simulatedSlo } from '../../slo/timeline/simulation.ts'
import { columnsOf } from '../../slo/timeline/timeline.ts'
import { replayRules } from './replay-rules.ts'

const slo = simulatedSlo(
  exampleSlo(
    'version: prometheus/v1\nservice: shop\nslos: [{ name: home, objective: 99.9, sli: { probe: { probe: home, path: edge } }, alerting: { name: Burns } }]\n',
  ),
)
const stretches = [
  { length: minutes(60), badPercent: 0, eventsPerMinute: 240 },
  { length: minutes(12), badPercent: 25, eventsPerMinute: 240 },
  { length: minutes(108), badPercent: 0, eventsPerMinute: 240 },
]
/** A scrape and an evaluation; the engines look at slightly different moments. */
const SLACK_SECONDS = 45

test('what is seen of a past is what promtool sees when it evaluates the same rules forward', async () => {
  const past = pastOf({ about: { service: 'shop' }, stretches })
  const [seen] = await replayRules([slo], stretches, past, columnsOf(past, 20), () => undefined)
  const [page, ...more] = seen?.alerts.page ?? []
  if (page?.to === undefined || more.length > 0)
    throw new Error(`one page that ends, not ${JSON.stringify(seen?.alerts)}`)
  const [from, to] = [page.from - past.startSeconds, page.to - past.startSeconds]
  const firing = (seconds: number, fires: boolean) => ({
    expr: 'count(ALERTS{alertname="Burns",alertstate="firing",sloth_severity="page"})',
    eval_time: `${seconds}s`,
    exp_samples: fires ? [{ labels: '{}', value: 1 }] : [],
  })
  const counted = (part: (badPercent: number) => number) => {
    return counterValues(
      stretches.map(({ length, badPercent }) => ({ samples: length / 15_000, step: 60 * part(badPercent) })),
    )
  }
  const groups = rulesForSlo(slo)
  const test = {
    rule_files: ['rules.yaml'],
    evaluation_interval: '15s',
    group_eval_order: groups.map(({ name }) => name),
    tests: [
      {
        interval: '15s',
        input_series: [
          { series: `${SIMULATED.events}_total`, values: counted(() => 1) },
          { series: `${SIMULATED.bad}_total`, values: counted(badPercent => badPercent / 100) },
        ],
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
