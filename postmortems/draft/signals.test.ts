import { expect, test } from 'vitest'
import { minutes, seconds } from '../../lib/duration.ts'
import { type RouteRises, risesOf, signalsOf } from './signals.ts'

const GRID = { startSeconds: 0, endSeconds: 1200, stepSeconds: 15 }

/** A route with three events in each step; `bad` says how many of them are bad at a moment. */
function route(bad: (moment: number) => number, total: (moment: number) => number = () => 3): RouteRises {
  const moments = Array.from({ length: 80 }, (_, index) => (index + 1) * 15)
  const rises = (of: (moment: number) => number) =>
    new Map(moments.flatMap(at => (of(at) > 0 ? [[at, of(at)] as const] : [])))
  return { probe: 'home', path: 'edge', total: rises(total), bad: rises(bad) }
}

const within = (at: number, from: number, to: number): boolean => at > from && at <= to

test.each<readonly [string, readonly (readonly [number, number])[], readonly (readonly [number, number])[]]>([
  [
    'a counter',
    [
      [15, 4],
      [30, 4],
      [45, 9],
    ],
    [
      [15, 4],
      [45, 5],
    ],
  ],
  [
    'one that begins again',
    [
      [15, 4],
      [30, 1],
    ],
    [
      [15, 4],
      [30, 1],
    ],
  ],
  [
    'what it stood at before',
    [
      [0, 7],
      [15, 9],
    ],
    [[15, 2]],
  ],
])('%s rises by what it counted', (_, points, rises) => {
  expect([...risesOf(points, 0)]).toEqual(rises)
})

test('an incident lasts from its first bad event to its last one', () => {
  const measured = signalsOf([route(at => (within(at, 300, 540) ? 3 : 0))], GRID)
  expect(measured).toEqual({
    startSeconds: 300,
    endSeconds: 540,
    signals: [{ at: 0, errorRatio: 1, isBlind: false }],
  })
})

test('what becomes better is another signal, and the worst route is the one that counts', () => {
  const edge = route(at => (within(at, 300, 540) ? 3 : within(at, 540, 780) ? 1 : 0))
  const app = route(at => (within(at, 300, 540) ? 1 : 0))
  expect(signalsOf([edge, app], GRID).signals).toEqual([
    { at: 0, errorRatio: 1, isBlind: false },
    { at: minutes(4), errorRatio: 0.33, isBlind: false },
  ])
})

test('where nothing was bad, the time without any event is the incident', () => {
  const quiet = route(
    () => 0,
    at => (within(at, 300, 900) ? 0 : 3),
  )
  expect(signalsOf([quiet], GRID)).toEqual({
    startSeconds: 300,
    endSeconds: 915,
    signals: [
      { at: 0, errorRatio: 0, isBlind: true },
      { at: seconds(600), errorRatio: 0, isBlind: false },
    ],
  })
})

test('where nothing happened at all, the incident is the whole span', () => {
  expect(signalsOf([route(() => 0)], GRID)).toMatchObject({ startSeconds: 0, endSeconds: 1200 })
  expect(signalsOf([], GRID).signals).toEqual([{ at: 0, errorRatio: 0, isBlind: false }])
})
