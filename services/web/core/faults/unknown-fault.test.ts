import { expect, test } from 'vitest'
import type { ReportedRoutes } from '../../../../slo/report/routes.ts'
import { faultWords, hopsUnder } from './fault-words.ts'

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
