import { expect, test } from 'vitest'
import { headlineOf } from '../headline.ts'
import { pageList } from '../page-list.ts'
import { figures, NOW, page, status } from '../status.testkit.ts'
import { faultWords, hopsUnder } from './fault-words.ts'

const FRESH = { isStale: false, age: undefined, sentence: '' }

test.each([
  ['app', {}, 'The app is broken', 'bad', 'broken'],
  ['app', { isSlow: true }, 'The app is slow', 'warn', 'slow'],
  ['app', { instances: '1 of 2' }, '1 of 2 instances of the app fail', 'bad', '1 of 2 fail'],
  [
    'app',
    { instances: '1 of 2', failing: 'web-2' },
    '1 of 2 instances of the app fail: web-2',
    'bad',
    '1 of 2 fail: web-2',
  ],
  ['ingress', { instances: '1 of 3' }, '1 of 3 nodes of the ingress fail', 'bad', '1 of 3 fail'],
] as const)('%s with %o: %s', (fault, details, title, tone, word) => {
  expect(faultWords(fault, details)).toMatchObject({ title, tone })
  expect(hopsUnder(fault, details)).toContainEqual({ name: fault === 'app' ? 'App' : 'Ingress', word, tone })
})

test.each([
  ['a slow app that burns a budget', { burnRate5m: 20 }, 'The app is slow', 'Of 1 SLO: 1 burning fast.'],
  ['a slow app that burns none yet', {}, 'The app is slow', 'Every hop answers, and the app slower than it should.'],
])('%s has a headline of its own', (_, changes, title, sentence) => {
  const slow = status({ faultDomain: 'app', isSlow: true, slos: [figures(changes)] })
  expect(headlineOf(slow, FRESH, NOW)).toMatchObject({ tone: 'warn', title, sentence })
})

test('a page that lasts over several faults shows each with its own time', () => {
  const causes = [
    { faultDomain: 'ingress', from: '2026-02-05T12:00:00.000Z', until: '2026-02-05T12:02:00.000Z' },
    { faultDomain: 'app', instances: '1 of 2', from: '2026-02-05T12:05:22.000Z' },
  ] as const
  const list = pageList(
    { source: 'answering', pages: [page({ faultDomain: 'app', instances: '1 of 2', causes })] },
    NOW,
  )
  expect(list.markup).toContain('<li>12:00:00 UTC, for 2 min: The ingress was broken.</li>')
  expect(list.markup).toContain('<li>Since 12:05:22 UTC, for 1 min now: 1 of 2 instances of the app fail.</li>')
})

test('instances that failed are named in the past too', () => {
  const cause = { faultDomain: 'app', instances: '1 of 2', failing: 'web-2', from: '2026-02-05T12:05:22.000Z' } as const
  const causes = [{ ...cause, until: '2026-02-05T12:06:02.000Z' }]
  const list = pageList({ source: 'answering', pages: [page({ ...cause, causes })] }, NOW)
  expect(list.markup).toContain('<li>12:05:22 UTC, for 40 s: 1 of 2 instances of the app failed: web-2.</li>')
})

test('a page that still fires when its fault is over says so in the past', () => {
  const causes = [{ faultDomain: 'app', from: '2026-02-05T12:00:00.000Z', until: '2026-02-05T12:02:00.000Z' }] as const
  const list = pageList({ source: 'answering', pages: [page({ faultDomain: 'app', causes })] }, NOW)
  expect(list.markup).toContain('The app was broken</p>')
})
