import { milliseconds } from '../../lib/duration.ts'
import { type MetricSample, type MetricSeries, renderOpenMetrics } from '../../lib/openmetrics.ts'
import { momentsOf, type TimeRange } from './time-range.ts'
import { type Timeline, trackOf } from './timeline.ts'
import { valueAt } from './track.ts'

/** A series that is sampled over a range: what scrapes or rules would have stored. */
export interface SampledSeries extends Omit<MetricSeries, 'samples'> {
  /** The value at a moment in Unix seconds; undefined where there is no sample. */
  readonly value: (moment: number) => number | undefined
  readonly range: TimeRange
}

/** The series of a timeline that begins where the range does. */
export function sampledSeries({ segments, series }: Timeline, range: TimeRange): readonly SampledSeries[] {
  return series.map(one => {
    const track = trackOf(one, segments)
    const value = (moment: number) => {
      const found = valueAt(track, milliseconds((moment - range.startSeconds) * 1000))
      return found === undefined || one.type === 'gauge' ? found : wholeEvents(found)
    }
    return { name: one.metric, labels: one.labels, type: one.type, value, range }
  })
}

/** Counters count whole events; what is a whole number must not lose one to the noise of fractions. */
function wholeEvents(count: number): number {
  return Math.floor(count + 1e-6)
}

/** Series as OpenMetrics text, sampled. */
export function renderSamples(series: readonly SampledSeries[]): string {
  return renderOpenMetrics(series.map(one => ({ ...one, samples: samplesOf(one) })))
}

function* samplesOf({ value, range }: SampledSeries): Iterable<MetricSample> {
  for (const moment of momentsOf(range)) {
    const found = value(moment)
    if (found !== undefined) yield [moment, found]
  }
}
