import fc from 'fast-check'
import { expect, test } from 'vitest'
import { milliseconds, minutes, seconds } from '../../lib/duration.ts'
import { promtoolSeries, promtoolValues } from './promtool-values.ts'
import type { Segment } from './segment.ts'
import { processSeries, type SegmentValue, type Timeline } from './timeline.ts'
import { type Track, valueAt } from './track.ts'

const EVERY = seconds(15)

/** The samples that promtool makes of its notation, by its documentation; undefined is a missing one. */
function expand(values: string): readonly (number | undefined)[] {
  return values.split(' ').flatMap((part): readonly (number | undefined)[] => {
    const missing = /^_x(\d+)$/.exec(part)
    if (missing !== null) return Array<undefined>(Number(missing[1])).fill(undefined)
    const line = /^(-?[\d.e-]+?)([+-])([\d.]+(?:e[+-]?\d+)?)x(\d+)$/.exec(part)
    if (line === null) throw new Error(`"${part}" is not in promtool's notation`)
    const [, first, sign, step, times] = line
    const rise = Number(step) * (sign === '-' ? -1 : 1)
    return Array.from({ length: Number(times) + 1 }, (_, index) => Number(first) + index * rise)
  })
}

test.each([
  ['a counter', [{ length: minutes(1), line: { start: 0, perSecond: 2 } }], '30+30x3'],
  [
    'a rate that changes',
    [
      { length: minutes(1), line: { start: -30, perSecond: 2 } },
      { length: minutes(1), line: { start: 90, perSecond: 0 } },
    ],
    '0+30x3 90+0x3',
  ],
  [
    'a gap, and nothing after the end',
    [
      { length: minutes(1), line: undefined },
      { length: seconds(30), line: { start: 10, perSecond: -0.2 } },
      { length: minutes(1), line: undefined },
    ],
    '_x4 7-3x1',
  ],
  [
    'a piece that is shorter than an interval',
    [
      { length: seconds(20), line: { start: 0, perSecond: 1 } },
      { length: seconds(5), line: { start: 20, perSecond: 0 } },
      { length: seconds(35), line: { start: 50, perSecond: 0 } },
    ],
    '15+15x0 50+0x2',
  ],
  ['no samples at all', [{ length: minutes(1), line: undefined }], ''],
] as const)('%s', (_, track, values) => expect(promtoolValues(track, EVERY)).toBe(values))

test('a counter is exported before its first event, also by the process that replaces another', () => {
  const segments: readonly Segment[] = [
    { length: minutes(1), eventsPerSecond: 1, badRatio: 0 },
    { length: minutes(1), eventsPerSecond: 2, badRatio: 0.5, kind: 'gap' },
    { length: minutes(1), eventsPerSecond: 2, badRatio: 0.5, kind: 'restart' },
    { length: minutes(1), eventsPerSecond: 2, badRatio: 0.5, kind: 'replaced' },
  ]
  const series = processSeries(segments, [
    {
      metric: 'bad_total',
      type: 'counter',
      labels: process => ({ process: String(process) }),
      value: ({ eventsPerSecond, badRatio }) => ({ perSecond: eventsPerSecond * badRatio }),
    },
  ])
  expect(promtoolSeries({ segments, series }, EVERY)).toEqual([
    { series: 'bad_total{process="0"}', values: '0+0x3 _x4 15+15x3' },
    { series: 'bad_total{process="1"}', values: '_x4 _x4 _x4 0+15x3' },
  ])
})

const aLine = fc.record({
  start: fc.integer({ min: -1000, max: 1000 }),
  perSecond: fc.integer({ min: -400, max: 400 }).map(quarters => quarters / 4),
})
const aPiece = fc.record({
  length: fc.integer({ min: 1, max: 200_000 }).map(milliseconds),
  line: fc.option(aLine, { nil: undefined }),
})

test('the notation expands to the samples at the end of each interval', () => {
  fc.assert(
    fc.property(fc.array(aPiece, { minLength: 1, maxLength: 6 }), (track: Track) => {
      const length = track.reduce((sum, piece) => sum + piece.length, 0)
      const samples = Array.from({ length: Math.floor(length / EVERY) }, (_, index) => {
        return valueAt(track, milliseconds((index + 1) * EVERY))
      })
      const values = promtoolValues(track, EVERY)
      const expanded = values === '' ? [] : expand(values)
      expect(samples.slice(expanded.length).every(value => value === undefined)).toBe(true)
      expect(expanded.map(rounded)).toEqual(samples.slice(0, expanded.length).map(rounded))
    }),
  )
})

function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Number(value.toFixed(6)) + 0
}

const aSegment = fc.record(
  {
    length: fc.integer({ min: 1, max: 40 }).map(samples => milliseconds(samples * EVERY)),
    eventsPerSecond: fc.integer({ min: 0, max: 50 }),
    badRatio: fc.constantFrom(0, 0.25, 0.5, 1),
    kind: fc.constantFrom('gap' as const, 'restart' as const),
  },
  { requiredKeys: ['length', 'eventsPerSecond', 'badRatio'] },
)

test('counters of segments expand to what counting event by event gives', () => {
  fc.assert(
    fc.property(fc.array(aSegment, { minLength: 1, maxLength: 6 }), segments => {
      const value = ({ eventsPerSecond, badRatio }: Segment): SegmentValue => ({
        perSecond: eventsPerSecond * badRatio,
      })
      const timeline: Timeline = {
        segments,
        series: [{ metric: 'bad_total', labels: {}, type: 'counter', values: segments.map(value) }],
      }
      const [series] = promtoolSeries(timeline, EVERY)
      let counted: number | undefined
      const samples = segments.flatMap(({ length, eventsPerSecond, badRatio, kind }) => {
        if (kind === 'restart') counted = 0
        return Array.from({ length: length / EVERY }, () => {
          // The first sample of all is zero, and each later one counts the events of its interval.
          counted = counted === undefined ? 0 : counted + eventsPerSecond * badRatio * 15
          return kind === 'gap' ? undefined : counted
        })
      })
      const last = samples.findLastIndex(sample => sample !== undefined)
      expect(series?.values === '' ? [] : expand(series?.values ?? '')).toEqual(samples.slice(0, last + 1))
    }),
  )
})
