import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { testRules } from '../../adapters/prometheus/promtool.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import { type Slo, sloId } from '../core/model.ts'
import { BUDGET_EXHAUSTED_ALERT, DATA_MISSING_ALERT, LABELS } from '../core/names.ts'
import { isAlert } from '../core/rule-group.ts'
import { EXAMPLE_PROBES } from '../definition/diagnostics/examples.ts'
import { parseSlos } from '../definition/parse.ts'
import { renderRuleFile } from '../rules/output.ts'
import { rulesForSlo } from '../rules/rules.ts'
import { ruleTests } from './rule-tests.ts'

const SOURCE = 'slo/web.yaml'
const SLOS = parseSlos([{ path: SOURCE, text: readFileSync(SOURCE, 'utf8') }], EXAMPLE_PROBES).value.flatMap(
  ({ slos }) => slos,
)
const RULES = 'web.rules.yaml'

/** What a probe every five seconds counts in an hour, in promtool's notation. */
interface Counters {
  readonly probes: string
  readonly failures: string
}

const NO_DATA: Counters = { probes: '_x720', failures: '_x720' }
const ALL_BAD: Counters = { probes: '1+1x720', failures: '1+1x720' }
/** The budget of 99.9 % over 30 days allows 43 minutes of full outage. */
const HALF_AN_HOUR_BAD: Counters = { probes: '1+1x720', failures: '1+1x360 361x360' }

/** The alerts of an SLO that do not depend on how fast its budget burns: what raises each and when, and what does not. */
const CASES: readonly (readonly [alert: string, fires: Counters, not: string, from: string, silent: Counters])[] = [
  [DATA_MISSING_ALERT, NO_DATA, '2m30s', '3m30s', ALL_BAD],
  [BUDGET_EXHAUSTED_ALERT, ALL_BAD, '46m', '52m', HALF_AN_HOUR_BAD],
]

function inputOf({ probes, failures }: Counters) {
  const at = 'probe="home",path="edge",vantage="test",budget="counted"'
  return [
    { series: `synthetic_probes_total{${at}}`, values: probes },
    { series: `synthetic_probe_failures_total{${at},reason="status",phase="wait"}`, values: failures },
  ]
}

test.each(CASES)('%s fires when it should, and only then', async (alert, fires, not, from, silent) => {
  const slo = SLOS[0] as Slo
  const rules = renderRuleFile(rulesForSlo(slo), { source: SOURCE, command: 'test' })
  const firing = `count(ALERTS{alertname="${alert}",alertstate="firing",${LABELS.id}="${sloId(slo)}"})`
  const ask = (eval_time: string, count: number) => ({
    expr: firing,
    eval_time,
    exp_samples: count === 0 ? [] : [{ labels: '{}', value: count }],
  })
  const scene = (counters: Counters, promql_expr_test: readonly ReturnType<typeof ask>[]) => ({
    interval: '5s',
    input_series: inputOf(counters),
    promql_expr_test,
  })
  const tests = [scene(fires, [ask(not, 0), ask(from, 1)]), scene(silent, [ask(not, 0), ask('59m', 0)])]
  const group_eval_order = rulesForSlo(slo).map(({ name }) => name)
  const file = { rule_files: [RULES], evaluation_interval: '15s', group_eval_order, tests }
  expect((await testRules({ name: RULES, text: rules }, renderYaml(file))).output).toContain('SUCCESS')
})

test('every alert of an SLO is expected to fire, by a generated rule test or by one of these', () => {
  const generated = [...ruleTests(SLOS, RULES).values()].flatMap(({ tests }) =>
    tests.flatMap(({ promql_expr_test }) => promql_expr_test.filter(({ exp_samples }) => exp_samples.length > 0)),
  )
  const here = new Set(CASES.map(([alert]) => alert))
  const alerts = SLOS.flatMap(rulesForSlo).flatMap(({ rules }) => rules.filter(isAlert))
  const isExpected = (alert: string, severity: string): boolean =>
    here.has(alert) ||
    generated.some(({ expr }) => expr.includes(`"${alert}"`) && expr.includes(`${LABELS.severity}="${severity}"`))
  expect(alerts.length).toBeGreaterThan(10)
  const untested = alerts.filter(({ alert, labels }) => !isExpected(alert, labels[LABELS.severity] ?? ''))
  expect(untested.map(({ alert, labels }) => `${alert} ${labels[LABELS.severity]}`)).toEqual([])
})
