import { type Duration, inSeconds } from '../../lib/duration.ts'
import { BASE_WINDOW } from '../core/windows.ts'
import { renderSamples, sampledSeries } from './sampled-series.ts'
import type { Segment } from './segment.ts'
import type { TimeRange } from './time-range.ts'
import { type ProcessMetric, processSeries, type Timeline } from './timeline.ts'

/** The counters of events in a replay; OpenMetrics adds `_total` to both names. */
export const SIMULATED = { events: 'simulated_events', bad: 'simulated_bad_events' } as const

/** How long before the range counters are scraped and rules evaluated: the range of the shortest rate. */
export const LEAD: Duration = BASE_WINDOW
/**
 * The value of the counters at their first scrape: of one that is still at zero, rate() shows the very first events a
 * little low.
 */
const START = 1000
/** The longest scrape interval in practice. */
const LONGEST_SCRAPE_SECONDS = 60

/** The series of a timeline as OpenMetrics; the range is the one that rules are evaluated over. */
export function replayCounters({ segments, series }: Timeline, range: TimeRange): string {
  const [first] = segments
  if (first === undefined) return renderSamples([])
  const withLead: readonly Segment[] = [{ ...first, length: LEAD, badRatio: 0 }, ...segments]
  const counter = (metric: string, perSecond: (segment: Segment) => number): ProcessMetric => ({
    metric: `${metric}_total`,
    type: 'counter',
    labels: processLabels,
    value: segment => ({ perSecond: perSecond(segment) }),
    start: START,
  })
  const counters = processSeries(withLead, [
    counter(SIMULATED.events, ({ eventsPerSecond }) => eventsPerSecond),
    counter(SIMULATED.bad, ({ eventsPerSecond, badRatio }) => eventsPerSecond * badRatio),
  ])
  const others = series.map(one => ({ ...one, values: [one.values[0], ...one.values] }))
  const scrapes = {
    startSeconds: range.startSeconds - inSeconds(LEAD),
    endSeconds: range.endSeconds,
    stepSeconds: Math.min(range.stepSeconds, LONGEST_SCRAPE_SECONDS),
  }
  return renderSamples(sampledSeries({ segments: withLead, series: [...counters, ...others] }, scrapes))
}

function processLabels(process: number): Readonly<Record<string, string>> {
  return process === 0 ? {} : { process: String(process) }
}
