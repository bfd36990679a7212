import { expect, test } from 'vitest'
import { exampleSlo } from '../../definition/slo.testkit.ts'
import { type CauseCounts, causeCounts, causesOf } from './reasons.ts'
import { releaseAt, releaseChanges, releasesOf } from './releases.ts'

const slo = (probe: string) =>
  exampleSlo(
    `version: prometheus/v1\nservice: web\nslos: [{ name: edge, objective: 99.9, sli: { probe: { probe: home, path: edge${probe} } }, alerting: { name: A } }]\n`,
  )
const labels = { path: 'edge', reason: 'timeout', phase: 'connect' }
const span = { startSeconds: 300, endSeconds: 900 }
const timeouts = (events: number): CauseCounts => [{ cause: labels, rises: [[600, events]] }]

test.each<
  [what: string, points: readonly (readonly [number, number])[], rises: readonly (readonly [number, number])[]]
>([
  [
    'a counter that rises',
    [
      [0, 2],
      [300, 2],
      [600, 5],
    ],
    [[600, 3]],
  ],
  ['what it had counted before is of the time before', [[0, 7]], []],
  [
    'a counter that begins again at 0',
    [
      [0, 5],
      [300, 6],
      [600, 2],
    ],
    [
      [300, 1],
      [600, 2],
    ],
  ],
  ['a counter that appears has counted what it shows', [[600, 2]], [[600, 2]]],
  [
    'a gap is bridged',
    [
      [0, 2],
      [3000, 4],
    ],
    [[3000, 2]],
  ],
])('%s', (_, points, rises) => {
  expect(causeCounts([{ labels, points }], 0)).toEqual([{ cause: labels, rises }])
})

test('counters give the proportions of the bad events, whose number the rules know', () => {
  const counts: CauseCounts = [
    ...timeouts(3),
    { cause: { path: 'edge', reason: 'status', phase: 'wait' }, rises: [[900, 1]] },
  ]
  expect(causesOf(slo(''), 8, span, counts).map(({ bad }) => bad)).toEqual([6, 2])
})

test('bad events without any bad probe in their time have no known cause', () =>
  expect(causesOf(slo(''), 8, { startSeconds: 900, endSeconds: 1200 }, timeouts(3))).toEqual([
    { of: undefined, bad: 8 },
  ]))

test('where latency counts, what was not a bad probe was too slow', () => {
  expect(causesOf(slo(', latency: 300ms'), 8, span, timeouts(3))).toEqual([
    { of: labels, bad: 3 },
    { of: { path: 'edge', reason: 'slow' }, bad: 5 },
  ])
  expect(causesOf(slo(', latency: 300ms'), 2, span, timeouts(3))).toEqual([{ of: labels, bad: 2 }])
})

const RELEASES = [
  {
    labels: { release: 'v1' },
    points: [
      [300, 1],
      [600, 1],
    ],
  },
  {
    labels: { release: 'v2' },
    points: [
      [600, 1],
      [1500, 1],
    ],
  },
] as const

test.each([
  [0, undefined],
  [300, 'v1'],
  [600, 'v1 and v2'],
  // While none is seen, as in an outage, it is still the last one.
  [1200, 'v1 and v2'],
  [1500, 'v2'],
])('at %s the release is %s', (moment, release) => expect(releaseAt(RELEASES)(moment)).toBe(release))

test('bad events go to the release that ran', () =>
  expect(
    releasesOf(
      [
        [300, 2],
        [1500, 5],
      ],
      releaseAt(RELEASES),
    ),
  ).toEqual([
    { of: 'v2', bad: 5 },
    { of: 'v1', bad: 2 },
  ]))

test('the release that ran from the start is no change', () =>
  expect(releaseChanges(RELEASES)).toEqual([{ at: 600, release: 'v2' }]))
