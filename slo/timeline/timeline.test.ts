import { expect, test } from 'vitest'
import { milliseconds, minutes } from '../../lib/duration.ts'
import type { Segment, SegmentKind } from './segment.ts'
import { processesOf, type SegmentValue, trackOf } from './timeline.ts'
import { valueAt } from './track.ts'

/** Minutes without bad events, one a second. */
function minutesOf(...kinds: readonly (SegmentKind | undefined)[]): readonly Segment[] {
  const normal = { length: minutes(1), eventsPerSecond: 1, badRatio: 0 }
  return kinds.map(kind => (kind === undefined ? normal : { ...normal, kind }))
}

const QUIET = undefined

/** The value of a series at the start, half-way and at the end of each minute. */
function valuesOf(values: readonly (SegmentValue | undefined)[], segments: readonly Segment[], start = 0) {
  const track = trackOf({ metric: 'a', labels: {}, type: 'gauge', values, start }, segments)
  return Array.from(
    { length: segments.length * 2 + 1 },
    (_, half) => valueAt(track, milliseconds(half * 30_000)) ?? 'none',
  )
}

test.each<[string, readonly (SegmentValue | undefined)[], readonly (SegmentKind | undefined)[], readonly unknown[]]>([
  ['a value stays until the end of its segment', [1, 2], [QUIET, QUIET], [1, 1, 1, 2, 2]],
  ['what is left out stays as it was', [1], [QUIET, QUIET, QUIET], [1, 1, 1, 1, 1, 1, 1]],
  ['and so does what is undefined', [1, undefined, 3], [QUIET, QUIET, QUIET], [1, 1, 1, 1, 1, 3, 3]],
  ['what has changed evenly stays where it is', [{ from: 0, to: 4 }], [QUIET, QUIET], [0, 2, 4, 4, 4]],
  ['a rate goes on from there', [{ from: 0, to: 4 }, { perSecond: 1 }], [QUIET, QUIET], [0, 2, 4, 34, 64]],
  ['a rate begins at the start', [{ perSecond: 1 }], [QUIET], [7, 37, 67]],
  ['also after samples are missing', ['absent', { perSecond: 1 }], [QUIET, QUIET], ['none', 'none', 'none', 37, 67]],
  ['what is absent stays absent', [1, 'absent'], [QUIET, QUIET, QUIET], [1, 1, 1, 'none', 'none', 'none', 'none']],
  ['a restart begins a rate at zero', [{ perSecond: 1 }], [QUIET, 'restart'], [7, 37, 67, 30, 60]],
  ['and changes no level', [5], [QUIET, 'restart'], [5, 5, 5, 5, 5]],
  ['a gap hides what is counted in it', [{ perSecond: 1 }], ['gap', QUIET], ['none', 'none', 'none', 97, 127]],
])('%s', (_, values, kinds, expected) => {
  expect(valuesOf(values, minutesOf(...kinds), 7)).toEqual(expected)
})

test('before its start and after its end a track has no samples', () => {
  const track = trackOf({ metric: 'a', labels: {}, type: 'gauge', values: [1] }, minutesOf(QUIET))
  expect([-1, 0, 60_000, 60_001].map(elapsed => valueAt(track, milliseconds(elapsed)))).toEqual([
    undefined,
    1,
    1,
    undefined,
  ])
})

test('each process that replaces another has a number of its own', () => {
  expect(processesOf(minutesOf(QUIET, 'replaced', 'gap', 'replaced', QUIET))).toEqual([0, 1, 1, 2, 2])
  expect(processesOf([])).toEqual([])
})
