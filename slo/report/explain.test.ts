import { expect, test } from 'vitest'
import { days, minutes } from '../../lib/duration.ts'
import { exampleSlo } from '../definition/slo.testkit.ts'
import { explainSlo, type MeasuredEvents } from './explain.ts'

const EVENTS =
  "{ events: { error_query: 'sum(rate(r{code=\"500\"}[{{.window}}]))', total_query: 'sum(rate(r[{{.window}}]))' } }"

function explained(more: string, objective = 99.9, events?: MeasuredEvents): string {
  const text = `version: prometheus/v1\nservice: shop\nslos: [{ name: home, objective: ${objective}, ${more} sli: ${EVENTS}, alerting: { name: Burns } }]\n`
  return explainSlo(exampleSlo(text), events)
}

const outage = (text: string) => /^ {2}100 % +\d+ +(.*?) {2,}/m.exec(text)?.[1]

test('where events are rare a page needs three bad ones, and takes longer', () => {
  expect(outage(explained('traffic: 100/s,'))).toBe('52 s')
  expect(outage(explained('traffic: 1/m,'))).toBe('3 min')
  expect(explained('traffic: 1/m,')).toContain('14.4 times as fast as allowed, and 3 bad events')
  expect(outage(explained('traffic: 4/h,'))).toBe('45 min')
})

/** An event a minute, over so much of the period. */
const eachMinute = (measured = days(30)): MeasuredEvents => ({ expected: 43_200, measured })

test('measured traffic is used where none is declared', () => {
  expect(outage(explained(''))).toBe('52 s')
  expect(explained('')).toContain('The traffic is not known')
  expect(outage(explained('', 99.9, eachMinute()))).toBe('3 min')
})

test('events of a probe are called probes', () => {
  expect(explained('traffic: 1/m,')).toContain('43 of 43,200 events at the declared traffic')
  expect(explained('', 99.9, eachMinute())).toContain('43 of 43,200 events, as measured')
})

test('events that are extrapolated say from how much data', () =>
  expect(explained('', 99.9, eachMinute(minutes(6)))).toContain('43 of 43,200 events, extrapolated from 6 min of data'))

test('a calendar month comes with the shortest one', () => {
  expect(explained('period: month,')).toContain(
    '44 min 38 s of full outage in a month of 31 days (40 min 19 s in one of 28 days)',
  )
})

test('a period without tickets says so', () => {
  expect(explained('period: 2d,')).toContain('no ticket: in 2 d the budget is spent')
})

test('pairs that cannot fire are not announced, and a page that is left out is named', () => {
  expect(explained('', 90)).not.toContain('14.4 times')
  expect(explained('', 90)).toContain('page   when 6h and 30m')
  expect(explained('', 80)).toContain('no page: at 80 % even a total outage burns too slowly for it')
})

test('a severity that the file of windows leaves out is said to be left out there, in any period', () => {
  const slo = exampleSlo(
    `version: prometheus/v1\nservice: shop\nslos: [{ name: home, objective: 99.9, sli: ${EVENTS}, alerting: { name: Burns } }]\n`,
  )
  const only = (severity: 'page' | 'ticket') => {
    return explainSlo({ ...slo, windows: slo.windows.filter(window => window.severity === severity) })
  }
  expect(only('ticket')).toContain('  no page: its AlertWindows describe none\n')
  expect(only('page')).toContain('  no ticket: its AlertWindows describe none\n')
})
