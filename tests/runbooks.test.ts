import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { RuleGroup } from '../slo/core/rule-group.ts'
import { isAlert } from '../slo/core/rule-group.ts'

const ROOT = path.resolve(import.meta.dirname, '..')
const RULES = path.join(ROOT, 'slo/generated')

const alerts = readdirSync(RULES)
  .filter(name => name.endsWith('.rules.yaml'))
  .flatMap(name => (parse(readFileSync(path.join(RULES, name), 'utf8')) as { groups: readonly RuleGroup[] }).groups)
  .flatMap(group => group.rules.filter(isAlert))

const runbooks = readdirSync(path.join(ROOT, 'docs/runbooks')).map(name => `docs/runbooks/${name}`)

test('every alert names a runbook that is there', () => {
  expect(alerts.length).toBeGreaterThan(10)
  const lost = alerts.filter(alert => !runbooks.includes(alert.annotations.runbook ?? ''))
  expect(lost.map(alert => alert.alert)).toEqual([])
})

test('every runbook is named by an alert', () => {
  const named = new Set(alerts.map(alert => alert.annotations.runbook))
  expect(runbooks.filter(runbook => !named.has(runbook))).toEqual([])
})
