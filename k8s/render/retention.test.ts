import { expect, test } from 'vitest'
import { exampleContext } from '../../dashboards/context.testkit.ts'
import { days } from '../../lib/duration.ts'
import { exampleSite } from './example.testkit.ts'
import { overRetention } from './retention.ts'

const [slo] = exampleContext.slos
if (slo === undefined) throw new Error('there is no SLO')
const source = { path: 'slo/shop.yaml', text: `version: prometheus/v1\nslos:\n  - name: ${slo.name}\n` }
const found = (periodDays: number) =>
  overRetention([source], [{ path: source.path, slos: [{ ...slo, period: days(periodDays) }] }], days(100))

test('an SLO whose period is longer than samples are kept is refused, where it is defined', () => {
  expect(found(101)).toMatchObject([
    {
      severity: 'error',
      code: 'period-over-retention',
      file: source.path,
      line: 3,
      sourceLine: `  - name: ${slo.name}`,
    },
  ])
})

test('a period that is as long as samples are kept is counted whole', () => {
  expect(found(100)).toEqual([])
})

test('where nothing is said samples are kept for longer than a quarter', () => {
  const site = exampleSite(text => text.replace(/^ {2}retention: .*\n/m, ''))
  expect(site.storage.retention).toBeGreaterThan(days(92))
})
