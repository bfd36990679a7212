import { expect, test } from 'vitest'
import { type StatusInput, statusDocument } from '../control/status-document.ts'
import { moment, NOON, page, report } from '../stack.testkit.ts'
import type { DrillDeps } from './drill-deps.ts'
import { DRILLS } from './drills.ts'
import { leftOver, runSeries } from './series.ts'

const BEGAN = Date.parse(NOON)
const MINUTE = 60_000
/** A drill of two minutes, looked at when its page has been resolved for a while. */
const PAST = { began: BEGAN, ended: BEGAN + 8 * MINUTE }
const LATER = BEGAN + 10 * MINUTE
/** One of which the short windows still hold all, a minute after its end. */
const SHORT = { began: BEGAN, ended: BEGAN + 2 * MINUTE }
const SOON = BEGAN + 3 * MINUTE

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
  expect(leftOver(status(), PAST, LATER)).toBeUndefined())

test('before the first drill there is nothing to give back', () =>
  expect(leftOver(status({ budgetGivenBackFor: undefined }), undefined, LATER)).toBeUndefined())

test.each<[string, Partial<StatusInput>]>([
  ['the drill "slow-app" is under way', { drill: 'slow-app' }],
  ['a page is not resolved yet', { pages: [page()] }],
  ['its time is not given back to the budget yet', { budgetGivenBackFor: undefined }],
  ['its time is not given back to the budget yet', { budgetGivenBackFor: '2026-02-05T11:50:00.000Z' }],
  ['the short windows still show failures', { figures: figures(0.01) }],
  ['the short windows are not known', { figures: figures(undefined) }],
  ['the short windows are not known', { figures: { ...figures(0), slos: [] } }],
])('%s', (left, changes) => expect(leftOver(status(changes), PAST, LATER)).toBe(left))

test('a ticket keeps no drill waiting', () =>
  expect(leftOver(status({ pages: [page({ severity: 'ticket' })] }), PAST, LATER)).toBeUndefined())

const NOT_GIVEN_BACK = { budgetGivenBackFor: undefined }

test('a drill in which nothing was counted has nothing to be given back', () =>
  expect(leftOver(status(NOT_GIVEN_BACK), SHORT, SOON)).toBeUndefined())

test.each<[what: string, changes: Partial<StatusInput>, past: typeof PAST, now: number, left: string]>([
  ['that has just ended', {}, SHORT, SOON - 1, 'its last failure may not be counted yet'],
  ['with a failure', { figures: figures(0.01) }, SHORT, SOON, 'its time is not given back to the budget yet'],
  [
    'whose windows are not known',
    { figures: figures(undefined) },
    SHORT,
    SOON,
    'its time is not given back to the budget yet',
  ],
  [
    'that began before the short windows',
    {},
    SHORT,
    BEGAN + 5 * MINUTE,
    'its time is not given back to the budget yet',
  ],
])('a drill %s is waited for', (_, changes, past, now, left) =>
  expect(leftOver(status({ ...NOT_GIVEN_BACK, ...changes }), past, now)).toBe(left),
)

/** A series on a stack that says this of itself for ever; nothing else may be asked of it. */
async function series(changes: Partial<StatusInput>, interruptedAt = Number.POSITIVE_INFINITY) {
  let second = 0
  const ending = new AbortController()
  const lines: string[] = []
  const refuse = () => Promise.reject(new Error('nothing may be broken'))
  const client: DrillDeps['client'] = {
    status: async () => status(changes),
    pages: refuse,
    startDrill: refuse,
    renewDrill: refuse,
    endDrill: refuse,
    faultOn: refuse,
    countedWithin: refuse,
    failuresSince: refuse,
  }
  const two = { 'edge-down': DRILLS['edge-down'], 'ingress-down': DRILLS['ingress-down'] }
  const scores = await runSeries(two, {
    client,
    slos: [],
    say: line => void lines.push(line),
    now: () => BEGAN + second * 1000,
    async pause() {
      second++
      if (second >= interruptedAt) ending.abort()
    },
    signal: ending.signal,
  })
  return { scores, lines, second }
}

test('a drill before which the stack does not become clear is not run, and is no kept promise', async () => {
  const { scores, lines, second } = await series({ pages: [page()] })
  expect(scores.map(({ name, isGood }) => [name, isGood])).toEqual([
    ['edge-down', false],
    ['ingress-down', false],
  ])
  expect(second).toBe(2 * 15 * 60)
  expect(lines.slice(0, 3)).toEqual([
    'edge-down:',
    '  waiting: a page is not resolved yet',
    '  not run: a page is not resolved yet, after 15 minutes',
  ])
})

test('a series that is interrupted while it waits breaks nothing', async () =>
  expect((await series({ pages: [page()] }, 5)).scores).toEqual([]))
