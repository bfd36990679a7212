import { type Duration, inSeconds } from '../../lib/duration.ts'
import { selector } from '../../lib/promql/write-selector.ts'
import { type Timeline, type TimelineSeries, trackOf } from './timeline.ts'
import { type Track, valueOn } from './track.ts'

/** A series as promtool's unit tests take it, in their expanding notation. */
export interface PromtoolSeries {
  readonly series: string
  readonly values: string
}

/** The series of a timeline, sampled at an interval. */
export function promtoolSeries({ segments, series }: Timeline, every: Duration): readonly PromtoolSeries[] {
  return series.map(one => ({
    series: selector(one.metric, one.labels),
    values: promtoolValues(trackOf({ ...one, start: one.start ?? zeroAtFirst(one, every) }, segments), every),
  }))
}

/** Where a counter must start for its first sample to be zero: it is exported before the first event that it counts. */
function zeroAtFirst({ values }: TimelineSeries, every: Duration): number {
  const rate = values.find(value => typeof value === 'object' && 'perSecond' in value)
  return typeof rate === 'object' && 'perSecond' in rate ? -rate.perSecond * inSeconds(every) : 0
}

/**
 * A track in promtool's notation: `0+3x20` is 21 samples that rise by 3, `_x20` twenty that are missing. Each sample
 * stands at the end of the interval that it was scraped after, so the first one shows what happened in the first
 * interval.
 */
export function promtoolValues(track: Track, every: Duration): string {
  let [begins, taken] = [0, 0]
  const parts = track.map(({ length, line }) => {
    const firstAt = (taken + 1) * every
    const count = Math.max(0, Math.floor((begins + length) / every) - taken)
    const first = line && valueOn(line, firstAt - begins)
    begins += length
    taken += count
    if (count === 0) return { text: '', isMissing: true }
    if (line === undefined || first === undefined) return { text: `_x${count}`, isMissing: true }
    const step = round(line.perSecond * inSeconds(every))
    const sign = step < 0 ? '-' : '+'
    return { text: `${round(first)}${sign}${Math.abs(step)}x${count - 1}`, isMissing: false }
  })
  const last = parts.findLastIndex(({ isMissing }) => !isMissing)
  return parts
    .slice(0, last + 1)
    .flatMap(({ text }) => (text === '' ? [] : [text]))
    .join(' ')
}

/** Without the noise that fractions have in binary; `+ 0` makes a negative zero a plain one. */
function round(value: number): number {
  return Number(value.toPrecision(12)) + 0
}
