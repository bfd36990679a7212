import { expect, test } from 'vitest'
import type { ReportedRoutes } from '../../../slo/report/routes.ts'
import { faultWords, hopsUnder } from './fault-words.ts'
import { headlineOf } from './headline.ts'
import { pageList } from './page-list.ts'
import { figures, NOW, page, status } from './status.testkit.ts'

const FRESH = { isStale: false, age: undefined, sentence: '' }

test.each([
  ['app', {}, 'The app is broken', 'bad', 'broken'],
  ['app', { isSlow: true }, 'The app is slow', 'warn', 'slow'],
  ['app', { instances: '1 of 2' }, '1 of 2 instances of the app fail', 'bad', '1 of 2 fail'],
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

test('a page that still fires when its fault is over says so in the past', () => {
  const causes = [{ faultDomain: 'app', from: '2026-02-05T12:00:00.000Z', until: '2026-02-05T12:02:00.000Z' }] as const
  const list = pageList({ source: 'answering', pages: [page({ faultDomain: 'app', causes })] }, NOW)
  expect(list.markup).toContain('The app was broken</p>')
})

const of = (...names: string[]) =>
  names.map(name => ({ probe: name.split(' ')[0] ?? '', path: name.split(' ')[1] ?? '' }))

test.each<[string, ReportedRoutes, title: string, sentence: RegExp, answer: string[]]>([
  [
    'one probe beside good ones',
    { failing: of('neighbour app'), good: ['edge', 'ingress', 'app'] },
    'neighbour fails on app',
    /good on every path, so every hop answers/,
    ['DNS', 'Edge', 'Ingress', 'App'],
  ],
  [
    'two probes, and one path good',
    { failing: of('home edge', 'home ingress', 'shop app'), good: ['app'] },
    'home fails on edge and ingress; shop fails on app',
    /good on app, so the app answers/,
    ['App'],
  ],
  [
    'many probes',
    { failing: of('a app', 'b app', 'c app'), good: ['ingress'] },
    '3 probes fail, the hop is not identified',
    /so the ingress and app answer\./,
    ['Ingress', 'App'],
  ],
  ['none that is known', { failing: [], good: [] }, 'Probes fail, the hop is not identified', /identifies one hop/, []],
])('failures in no pattern, of %s', (_, routes, title, sentence, answer) => {
  const words = faultWords('unknown', { routes })
  expect(words.title).toBe(title)
  expect(words.sentence).toMatch(sentence)
  const hops = hopsUnder('unknown', { routes })
  expect(hops.filter(({ word }) => word === 'answers').map(({ name }) => name)).toEqual(answer)
})
