import { expect, test } from 'vitest'
import { SERIES } from '../core/names.ts'
import { isAlert } from '../core/rule-group.ts'
import { exampleSlo } from '../definition/slo.testkit.ts'
import { replayLevels, replayQuestions } from './replay-levels.ts'
import { simulatedSlo } from './simulation.ts'

const slo = simulatedSlo(
  exampleSlo(
    'version: prometheus/v1\nservice: shop\nslos: [{ name: home, objective: 99.9, sli: { probe: { probe: home, path: edge } }, alerting: { name: Burns } }]\n',
  ),
)
const range = { startSeconds: 1_000_000, endSeconds: 1_000_000 + 3600, stepSeconds: 60 }

test('every series that a rule reads was recorded by a level before', () => {
  const known = new Set<string>()
  for (const groups of replayLevels([slo], range)) {
    const rules = groups.flatMap(group => group.rules)
    for (const rule of rules) {
      const read = rule.expr.match(/slo:[\w:]+/g) ?? []
      expect(read.filter(name => !known.has(name))).toEqual([])
    }
    for (const rule of rules) if (!isAlert(rule)) known.add(rule.record)
  }
  const { badRatio, budgetLeft, alerts } = replayQuestions(slo, range)
  const asked = [badRatio, budgetLeft, ...alerts.map(({ expr }) => expr)].flatMap(query => query.match(/slo:[\w:]+/g))
  expect(asked.filter(name => !known.has(String(name)))).toEqual([])
})

test('what belongs to a whole period is queried and never recorded', () => {
  const recorded = replayLevels([slo], range).flatMap(groups => groups.flatMap(({ rules }) => rules))
  expect(recorded.some(rule => !isAlert(rule) && rule.record === SERIES.errorRatio('30d'))).toBe(false)
})
