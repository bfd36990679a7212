import { expect, test } from 'vitest'
import { hours, minutes } from '../../lib/duration.ts'
import { SERIES } from '../core/names.ts'
import { isAlert } from '../core/rule-group.ts'
import { exampleSlo } from '../definition/slo.testkit.ts'
import { replayCounters, replayLevels, replayQuestions } from './replay-levels.ts'
import { simulatedSlo } from './simulation.ts'

const slo = simulatedSlo(
  exampleSlo(
    'version: prometheus/v1\nservice: shop\nslos: [{ name: home, objective: 99.9, sli: { probe: { probe: home, path: edge } }, alerting: { name: Burns } }]\n',
  ),
)
const past = { startSeconds: 1_000_000, endSeconds: 1_000_000 + 3600, stepSeconds: 60 }

test('every series that a rule reads was recorded by a level before', () => {
  const known = new Set<string>()
  for (const groups of replayLevels([slo], past)) {
    const rules = groups.flatMap(group => group.rules)
    for (const rule of rules) {
      const read = rule.expr.match(/slo:[\w:]+/g) ?? []
      expect(read.filter(name => !known.has(name))).toEqual([])
    }
    for (const rule of rules) if (!isAlert(rule)) known.add(rule.record)
  }
  const { badRatio, budgetLeft, alerts } = replayQuestions(slo)
  const asked = [badRatio, budgetLeft, ...alerts.map(({ expr }) => expr)].flatMap(query => query.match(/slo:[\w:]+/g))
  expect(asked.filter(name => !known.has(String(name)))).toEqual([])
})

test('what belongs to a whole period is asked for and never recorded', () => {
  const recorded = replayLevels([slo], past).flatMap(groups => groups.flatMap(({ rules }) => rules))
  expect(recorded.some(rule => !isAlert(rule) && rule.record === SERIES.errorRatio('30d'))).toBe(false)
})

test('counters count whole events, from five minutes before the past on, and lose none between stretches', () => {
  const stretches = [
    { length: minutes(20), badPercent: 0, eventsPerMinute: 10 },
    { length: minutes(10), badPercent: 25, eventsPerMinute: 1 },
    { length: hours(1), badPercent: 0, eventsPerMinute: 10 },
  ]
  const lines = replayCounters(stretches, past).split('\n')
  const at = (name: string, minute: number) => {
    const line = lines.find(one => one.startsWith(name) && one.endsWith(` ${past.startSeconds + minute * 60}`))
    return Number(line?.split(' ')[1])
  }
  expect(at('simulated_events_total', 0) - at('simulated_events_total', -5)).toBe(50)
  expect(at('simulated_events_total', 60) - at('simulated_events_total', 0)).toBe(200 + 10 + 300)
  expect([20, 23, 24, 30, 60].map(minute => at('simulated_bad_events_total', minute) - 1000)).toEqual([0, 0, 1, 2, 2])
  expect(lines.at(-2)).toBe('# EOF')
})
