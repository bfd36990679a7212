import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { renderYaml } from '../../../lib/yaml/writer.ts'
import { renderRuleFile } from '../../../slo/rules/output.ts'
import { HEARTBEAT, heartbeatRules } from './heartbeat.ts'

test('the heartbeat has a runbook', () => {
  expect(existsSync(HEARTBEAT.annotations.runbook ?? '')).toBe(true)
})

test('the heartbeat fires from the first evaluation on, and without any data', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'leadline-heartbeat-'))
  const [rules, tests] = [path.join(folder, 'heartbeat.rules.yaml'), path.join(folder, 'heartbeat.test.yaml')]
  const firing = `ALERTS{alertname="${HEARTBEAT.alert}",alertstate="firing",sloth_severity="none"}`
  const promql_expr_test = ['0m', '1d'].map(eval_time => ({
    expr: `count(${firing})`,
    eval_time,
    exp_samples: [{ labels: '{}', value: 1 }],
  }))
  await writeFile(rules, renderRuleFile(heartbeatRules(), { command: 'npm test', source: 'heartbeat' }))
  await writeFile(tests, renderYaml({ rule_files: [rules], evaluation_interval: '1m', tests: [{ promql_expr_test }] }))
  const { stdout } = await promisify(execFile)('promtool', ['test', 'rules', tests])
  expect(stdout).toContain('SUCCESS')
  await rm(folder, { recursive: true })
})
