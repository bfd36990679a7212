import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { RuleGroup } from '../slo/core/rule-group.ts'
import { isAlert } from '../slo/core/rule-group.ts'

const ROOT = path.resolve(import.meta.dirname, '..')
const RULES = path.join(ROOT, 'slo/generated')

/** The project's own rules, and those of every kind of SLI: some alerts are made for kinds that the project does not use. */
const files = readdirSync(RULES)
  .filter(name => name.endsWith('.rules.yaml'))
  .map(name => path.join(RULES, name))
  .concat(path.join(ROOT, 'slo/testdata/kinds.rules.yaml'))

const alerts = files
  .flatMap(file => (parse(readFileSync(file, 'utf8')) as { groups: readonly RuleGroup[] }).groups)
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
