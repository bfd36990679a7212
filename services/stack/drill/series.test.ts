import { expect, test } from 'vitest'
import { type StatusInput, statusDocument } from '../control/status-document.ts'
import { moment, NOON, page, report } from '../stack.testkit.ts'
import { leftOver } from './series.ts'

const BEGAN = Date.parse(NOON)

function status(changes: Partial<StatusInput> = {}) {
  return statusDocument({
    siteUrl: 'https://localhost:17443/',
    startedAt: NOON,
    ...moment(),
    figures: figures(0),
    budgetGivenBackFor: NOON,
    ...changes,
  })
}

function figures(burnRate5m: number | undefined) {
  const slo = report('web-edge-availability', burnRate5m === undefined ? {} : { burnRate5m })
  return { slos: [slo], faultDomain: 'none', blindFor: undefined } as const
}

test('a stack is clear when the page is resolved, the time given back and the short windows are empty', () =>
  expect(leftOver(status(), BEGAN)).toBeUndefined())

test('before the first drill there is nothing to give back', () =>
  expect(leftOver(status({ budgetGivenBackFor: undefined }), undefined)).toBeUndefined())

test.each<[string, Partial<StatusInput>]>([
  ['the drill "slow-app" is under way', { drill: 'slow-app' }],
  ['a page is not resolved yet', { pages: [page()] }],
  ['its time is not given back to the budget yet', { budgetGivenBackFor: undefined }],
  ['its time is not given back to the budget yet', { budgetGivenBackFor: '2026-02-05T11:50:00.000Z' }],
  ['the short windows still show failures', { figures: figures(0.01) }],
  ['the short windows are not known', { figures: figures(undefined) }],
  ['the short windows are not known', { figures: { ...figures(0), slos: [] } }],
])('%s', (left, changes) => expect(leftOver(status(changes), BEGAN)).toBe(left))

test('a ticket keeps no drill waiting', () =>
  expect(leftOver(status({ pages: [page({ severity: 'ticket' })] }), BEGAN)).toBeUndefined())
