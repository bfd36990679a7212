import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renderYaml } from '../../../../lib/yaml/writer.ts'
import { isAlert, type RuleGroup } from '../../../../slo/core/rule-group.ts'
import { renderRuleFile } from '../../../../slo/rules/output.ts'
import { ALERT_CASES, type AlertCase, type Series } from './alert-cases.testkit.ts'
import { installationRules } from './installation-rules.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-installation-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const alertsOf = ({ rules }: RuleGroup) => rules.filter(isAlert).map(({ alert }) => alert)

test('every alert has a case', () => {
  const alerts = installationRules().flatMap(alertsOf)
  expect([...new Set(ALERT_CASES.map(({ alert }) => alert))].sort()).toEqual([...alerts].sort())
})

/** What promtool says of scenes, all of them in one process. */
async function promtoolSays(name: string, groups: readonly RuleGroup[], every: string, tests: readonly object[]) {
  const [rules, file] = [`${name}.rules.yaml`, path.join(folder, `${name}.test.yaml`)]
  await writeFile(path.join(folder, rules), renderRuleFile(groups, { command: 'npm test', source: name }))
  await writeFile(file, renderYaml({ rule_files: [rules], evaluation_interval: every, tests }))
  return (await promisify(execFile)('promtool', ['test', 'rules', file])).stdout
}

const scene = (name: string, interval: string, series: Series, promql_expr_test: readonly object[]) => ({
  name,
  interval,
  input_series: Object.entries(series).map(([key, values]) => ({ series: key, values })),
  promql_expr_test,
})

const firing = (alert: string, eval_time: string, count: number) => ({
  expr: `count(ALERTS{alertname="${alert}",alertstate="firing"})`,
  eval_time,
  exp_samples: count === 0 ? [] : [{ labels: '{}', value: count }],
})

function scenesOf({ alert, what, interval = '30s', fires, not, from, silent }: AlertCase) {
  const before = not === undefined ? [] : [firing(alert, not, 0)]
  return [
    scene(`${alert}: ${what}`, interval, fires, [...before, firing(alert, from, 1)]),
    scene(`${alert} is silent`, interval, silent, [firing(alert, not ?? from, 0), firing(alert, from, 0)]),
  ]
}

// Hours are evaluated less often, or they would cost more than all the rest.
test.each(
  installationRules().flatMap(group =>
    (['30s', '5m'] as const).map(interval => [`${group.name} in samples of ${interval}`, group, interval] as const),
  ),
)('each alert of %s fires when it should, not before, and not of what only looks like it', async (_, group, pace) => {
  const cases = ALERT_CASES.filter(
    ({ alert, interval = '30s' }) => interval === pace && alertsOf(group).includes(alert),
  )
  const said = await promtoolSays(
    `${group.name}-${pace}`,
    [group],
    pace === '5m' ? '5m' : '15s',
    cases.flatMap(scenesOf),
  )
  expect(said).toContain('SUCCESS')
})

test('where no cluster is scraped, nothing of it fires', async () => {
  const count = { expr: 'count(ALERTS)', eval_time: '2h', exp_samples: [] }
  const local: Series = { 'up{job="web",instance="127.0.0.1:1"}': '1x300' }
  const scenes = [scene('one machine', '30s', local, [count])]
  expect(await promtoolSays('local', installationRules(), '5m', scenes)).toContain('SUCCESS')
})

test('a case that does not hold is seen', async () => {
  const wrong = scene('wrong', '30s', { 'up{job="web"}': '1x40' }, [firing('TargetDown', '10m', 1)])
  await expect(promtoolSays('wrong', installationRules(), '1m', [wrong])).rejects.toThrow(/FAILED/)
})
