import { expect, test } from 'vitest'
import type { AlertingRule } from '../../slo/core/rule-group.ts'
import { alertSeries } from './alerts.ts'

const range = { startSeconds: 0, endSeconds: 600, stepSeconds: 60 }
const rule: AlertingRule = { alert: 'Slow', expr: 'x > 1', for: '2m', labels: { severity: 'page' }, annotations: {} }
const held = { labels: { __name__: 'x', path: 'edge' }, points: [60, 120, 180, 240, 420].map(at => [at, 5] as const) }

test('an alert is pending until it has held for long enough, then fires, and begins anew after a break', () => {
  const moments = alertSeries(rule, [held], range).map(({ labels, value }) => [
    labels.alertstate,
    [0, 60, 120, 180, 240, 300, 360, 420].filter(moment => value(moment) === 1),
  ])
  expect(moments).toEqual([
    ['pending', [60, 120, 420]],
    ['firing', [180, 240]],
  ])
})

test('an alert carries the labels of its series and of its rule, and not the name of the series', () => {
  const [first] = alertSeries(rule, [held], range)
  expect(first?.name).toBe('ALERTS')
  expect(first?.labels).toEqual({ path: 'edge', severity: 'page', alertname: 'Slow', alertstate: 'pending' })
})

test('a rule without `for` fires at once', () => {
  const { for: _, ...atOnce } = rule
  expect(alertSeries(atOnce, [held], range).map(({ labels }) => labels.alertstate)).toEqual(['firing'])
})
