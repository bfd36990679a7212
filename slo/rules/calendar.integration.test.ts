import { expect, test } from 'vitest'
import { testRules } from '../../adapters/prometheus/promtool.ts'
import { formatDuration } from '../../lib/duration.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import { seriesOf } from '../core/identity.ts'
import { SERIES } from '../core/names.ts'
import { exampleSlo } from '../definition/slo.testkit.ts'
import { SLOW } from './calendar.ts'
import { renderRuleFile } from './output.ts'
import { budgetRules, periodCounts } from './period-rules.ts'

const RULES = 'calendar.rules.yaml'
/** A sample at every slow evaluation; promtool starts at 1 January 1970. */
const PER_DAY = 576

function sloOf(period: string) {
  return exampleSlo(
    `version: prometheus/v1\nservice: web\nslos: [{ name: home, objective: 99, period: ${period}, sli: { probe: { probe: home, path: edge } } }]\n`,
  )
}

/** The recorded counts of 95 days, an event a second, of which only January has errors, one in a hundred. */
async function ask(period: string, questions: readonly { expr: string; day: number; value: number | undefined }[]) {
  const slo = sloOf(period)
  const recorded = (series: string, values: string) => ({ series: seriesOf(slo, series), values })
  const [errors, always] = [`1.5x${31 * PER_DAY - 1} 0x${64 * PER_DAY - 1}`, 95 * PER_DAY - 1]
  const test = {
    rule_files: [RULES],
    evaluation_interval: '24h',
    tests: [
      {
        interval: formatDuration(SLOW),
        input_series: [
          recorded(SERIES.sparseErrors, errors),
          recorded(SERIES.total, `1x${always}`),
          recorded(SERIES.sparseTotal, `150x${always}`),
          recorded(SERIES.pendingErrors, `0x${always}`),
          recorded(SERIES.pendingTotal, `0x${always}`),
        ],
        promql_expr_test: questions.map(({ expr, day, value }) => ({
          expr: `round(${expr}, 1e-4)`,
          eval_time: `${day * 24}h`,
          exp_samples: value === undefined ? [] : [{ labels: '{}', value }],
        })),
      },
    ],
  }
  // Only what adds up the period: the other rules would record these very series from counters that are not there.
  const text = renderRuleFile([{ name: 'period', rules: [...periodCounts(slo), ...budgetRules(slo)] }], {
    source: 'test',
    command: 'test',
  })
  return testRules({ name: RULES, text }, renderYaml(test))
}

const of = (slo: string, series: string) => `sum(${seriesOf(sloOf(slo), series)})`

test('a calendar month forgets the month before it on its first day', async () => {
  const ratio = of('month', SERIES.errorRatio('1M'))
  const left = of('month', SERIES.budgetRemaining)
  const report = await ask('month', [
    { expr: ratio, day: 16, value: 0.01 },
    // Sixteen of 31 days with errors at the promised rate spend as much of the month's budget.
    { expr: left, day: 16, value: 0.4839 },
    { expr: ratio, day: 32, value: 0 },
    { expr: left, day: 32, value: 1 },
  ])
  expect(report.isGood, report.output).toBe(true)
})

test('a quarter remembers its first month until its last day, and the next one does not', async () => {
  const ratio = of('quarter', SERIES.errorRatio('1Q'))
  const report = await ask('quarter', [
    { expr: ratio, day: 62, value: 0.005 },
    { expr: of('quarter', SERIES.coverage('1Q')), day: 45, value: 0.5 },
    { expr: ratio, day: 91, value: 0 },
  ])
  expect(report.isGood, report.output).toBe(true)
})
