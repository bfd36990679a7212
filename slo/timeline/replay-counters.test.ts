import { expect, test } from 'vitest'
import { hours, minutes } from '../../lib/duration.ts'
import { parseOpenMetrics } from '../../lib/openmetrics.testkit.ts'
import { replayCounters } from './replay-counters.ts'
import type { Segment } from './segment.ts'
import type { TimelineSeries } from './timeline.ts'

const range = { startSeconds: 1_000_000, endSeconds: 1_000_000 + 3600, stepSeconds: 60 }
const SEGMENTS: readonly Segment[] = [
  { length: minutes(20), eventsPerSecond: 1 / 6, badRatio: 0 },
  { length: minutes(10), eventsPerSecond: 1 / 60, badRatio: 0.25 },
  { length: hours(1), eventsPerSecond: 1 / 6, badRatio: 0 },
]

/** The values of a replayed series by the minutes of the range. */
function replayed(series: string, segments = SEGMENTS, more: readonly TimelineSeries[] = []) {
  const samples = parseOpenMetrics(replayCounters({ segments, series: more }, range)).get(series) ?? []
  return new Map(samples.map(([at, value]) => [(at - range.startSeconds) / 60, value]))
}

test('counters count whole events, from five minutes before the range on, and lose none between segments', () => {
  const events = replayed('simulated_events_total')
  const count = (from: number, to: number) => (events.get(to) ?? Number.NaN) - (events.get(from) ?? Number.NaN)
  expect(count(-5, 0)).toBe(50)
  expect(count(0, 60)).toBe(200 + 10 + 300)
  const bad = replayed('simulated_bad_events_total')
  expect([20, 23, 24, 30, 60].map(minute => bad.get(minute))).toEqual([1000, 1000, 1001, 1002, 1002])
})

test('a gap has no samples and is counted all the same; a restart begins at zero', () => {
  const [first, ...rest] = SEGMENTS
  if (first === undefined) throw new Error('there is no segment')
  const events = replayed('simulated_events_total', [
    first,
    { length: minutes(10), eventsPerSecond: 1, badRatio: 0, kind: 'gap' },
    { length: minutes(10), eventsPerSecond: 1, badRatio: 0, kind: 'restart' },
    ...rest,
  ])
  expect([20, 21, 30, 31, 40].map(minute => events.get(minute))).toEqual([1250, undefined, undefined, 60, 600])
})

test('a process that replaces another counts on under a label of its own', () => {
  const segments: readonly Segment[] = [
    { length: minutes(20), eventsPerSecond: 1, badRatio: 0 },
    { length: minutes(40), eventsPerSecond: 1, badRatio: 0, kind: 'replaced' },
  ]
  expect([...replayed('simulated_events_total', segments).keys()].at(-1)).toBe(20)
  expect([...replayed('simulated_events_total{process="1"}', segments)].slice(0, 2)).toEqual([
    [21, 1060],
    [22, 1120],
  ])
})

test('series beside the events are replayed with them', () => {
  const labels = { container: 'web', pod: 'web-1' }
  const more: readonly TimelineSeries[] = [
    { metric: 'restarts_total', labels, type: 'counter', values: [0, 3] },
    { metric: 'memory_bytes', labels, type: 'gauge', values: [100, { from: 100, to: 200 }, 'absent'] },
    { metric: 'release_info', labels: { release: 'b' }, type: 'gauge', values: ['absent', 1] },
  ]
  const minutesOf = (series: string, ...at: readonly number[]) => {
    const found = replayed(series, SEGMENTS, more)
    return at.map(minute => found.get(minute))
  }
  expect(minutesOf('restarts_total{container="web",pod="web-1"}', -5, 20, 21, 60)).toEqual([0, 0, 3, 3])
  expect(minutesOf('memory_bytes{container="web",pod="web-1"}', 0, 20, 25, 30, 31)).toEqual([
    100,
    100,
    150,
    200,
    undefined,
  ])
  expect(minutesOf('release_info{release="b"}', 20, 21, 60)).toEqual([undefined, 1, 1])
})

test('the noise of fractions loses no event', () => {
  const errors: TimelineSeries = { metric: 'errors_total', labels: {}, type: 'counter', values: [{ perSecond: 0.7 }] }
  const found = replayed('errors_total', SEGMENTS, [errors])
  expect([...found.values()]).toEqual([...found.keys()].map(minute => 42 * (minute + 5)))
})

test('without segments there is nothing to replay', () => {
  expect(replayCounters({ segments: [], series: [] }, range)).toBe('# EOF\n')
})
