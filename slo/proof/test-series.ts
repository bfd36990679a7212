import { inSeconds } from '../../lib/duration.ts'
import {
  type LabelMatcher,
  labelsMeeting,
  opposite,
  type ParsedSelector,
  parseSelector,
} from '../../lib/promql/selector.ts'
import { counterShape, goodQueryOf } from '../../lib/promql/shape.ts'
import { bucketMatcher } from '../../lib/promql/write-selector.ts'
import { LABELS } from '../../services/prober/contract/labels.ts'
import { COUNTED, METRICS } from '../../services/prober/contract/names.ts'
import type { EventSli, ProbeSli, Slo } from '../core/model.ts'

/** A counter or a gauge that an SLO's queries read. */
export interface TestMetric {
  readonly metric: string
  /** Its labels, as the first process (0) or one that replaces it exports them. */
  readonly labels: (process: number) => Readonly<Record<string, string>>
  /** The part of all events that it counts while this part of them is bad; the value of a gauge then. */
  readonly part: (bad: number) => number
  readonly isGauge?: boolean
}

/** The metrics that an SLO reads, and how many events they count together. */
export interface TestSeries {
  readonly eventsPerSecond: number
  readonly metrics: readonly TestMetric[]
}

/** Probes come every five seconds, and so do the samples of a gauge. */
const PROBES_PER_SECOND = 1 / 5
/** Real events are frequent enough that the alert's windows decide, and not the guard against a few failures. */
const EVENTS_PER_SECOND = 10

/**
 * The series that an SLO's queries read; undefined where those are not plain counters and gauges, for then the series
 * cannot be known.
 */
export function testSeries({ sli }: Pick<Slo, 'sli'>): TestSeries | undefined {
  if (sli.kind === 'ratio') return gaugeFeed(sli.errorRatioQuery, 'avg_over_time')
  if (sli.probe !== undefined) return { eventsPerSecond: PROBES_PER_SECOND, metrics: probeCounters(sli.probe) }
  if (sli.parts !== undefined) return fusedFeed(sli.parts)
  const metrics = eventCounters(sli)
  if (metrics !== undefined) return { eventsPerSecond: EVENTS_PER_SECOND, metrics }
  return samplesFeed(sli)
}

/** All parts at once, each by its share of the events. */
function fusedFeed(parts: readonly EventSli[]): TestSeries | undefined {
  const feeds = parts.map(sli => testSeries({ sli }))
  const eventsPerSecond = feeds.reduce((sum, feed) => sum + (feed?.eventsPerSecond ?? Number.NaN), 0)
  if (Number.isNaN(eventsPerSecond)) return undefined
  const metrics = feeds.flatMap(feed =>
    (feed?.metrics ?? []).map((metric): TestMetric => {
      const share = (feed?.eventsPerSecond ?? 0) / eventsPerSecond
      return { ...metric, part: bad => metric.part(bad) * share }
    }),
  )
  return { eventsPerSecond, metrics }
}

/**
 * `sum(count_over_time(g[…]))` less `sum(sum_over_time(g[…]))`: a gauge of which each sample is an event, 1 where it
 * was good.
 */
function samplesFeed({ errorQuery, totalQuery }: EventSli): TestSeries | undefined {
  const good = differenceOf(errorQuery, totalQuery)
  const counted = GAUGE.exec(totalQuery.trim())?.groups
  const summed = GAUGE.exec(good ?? '')?.groups
  if (counted?.fn !== 'count_over_time' || summed?.fn !== 'sum_over_time' || counted.selector !== summed.selector) {
    return undefined
  }
  return gaugeOf(counted.selector, bad => 1 - bad)
}

/** A gauge over a window, summed or not. */
const GAUGE = /^(?:sum\s*\()?\s*(?<fn>\w+)\s*\(\s*(?<selector>[^()[\]]+?)\s*\[\{\{[^}]*\}\}\]\s*\)\s*\)?$/

function gaugeFeed(query: string, fn: string): TestSeries | undefined {
  const found = GAUGE.exec(query.trim())?.groups
  return found?.fn === fn ? gaugeOf(found.selector, bad => bad) : undefined
}

function gaugeOf(text: string | undefined, part: TestMetric['part']): TestSeries | undefined {
  const parsed = text === undefined ? undefined : parseSelector(text)
  const labels = parsed && labelsMeeting(parsed.matchers)
  if (parsed === undefined || labels === undefined) return undefined
  return {
    eventsPerSecond: PROBES_PER_SECOND,
    metrics: [{ ...withProcess(parsed.metric, labels), part, isGauge: true }],
  }
}

/** What is taken from all events in `all - good`; undefined for any other query. */
function differenceOf(errorQuery: string, totalQuery: string): string | undefined {
  const [error, total] = [errorQuery.trim(), totalQuery.trim()]
  return error.startsWith(total) ? /^\s*-\s*([\s\S]+)$/.exec(error.slice(total.length))?.[1] : undefined
}

function probeCounters({ probe, path, latency }: ProbeSli): readonly TestMetric[] {
  const counter = (metric: string, more: Readonly<Record<string, string>>, part: TestMetric['part']): TestMetric => {
    const labels = (process: number) => ({
      [LABELS.probe]: probe,
      [LABELS.path]: path,
      [LABELS.vantage]: processName(process),
      ...more,
    })
    return { metric, labels, part }
  }
  const all = counter(METRICS.probes, { [LABELS.budget]: COUNTED }, () => 1)
  if (latency === undefined) {
    const failure = { [LABELS.budget]: COUNTED, [LABELS.reason]: 'status', [LABELS.phase]: 'wait' }
    return [all, counter(METRICS.failures, failure, bad => bad)]
  }
  const matcher = bucketMatcher(inSeconds(latency))
  const le = typeof matcher === 'string' ? matcher : String(inSeconds(latency))
  return [all, counter(`${METRICS.duration}_bucket`, { le }, bad => 1 - bad)]
}

function eventCounters({ errorQuery, totalQuery }: EventSli): readonly TestMetric[] | undefined {
  const goodQuery = goodQueryOf(errorQuery, totalQuery) ?? differenceOf(errorQuery, totalQuery)
  const [some, all] = [counterShape(goodQuery ?? errorQuery), counterShape(totalQuery)]
  const [counted, whole] = [some && parseSelector(some.selector), all && parseSelector(all.selector)]
  if (counted === undefined || whole === undefined) return undefined
  const part: TestMetric['part'] = goodQuery === undefined ? bad => bad : bad => 1 - bad
  const group = groupMatchers([...counted.matchers, ...whole.matchers], some?.by ?? [])
  const both = labelsMeeting([...counted.matchers, ...whole.matchers, ...group])
  // Of one metric, the total counts the part as well, and beside it needs a series of the rest.
  if (counted.metric === whole.metric && both !== undefined) {
    const rest = counted.matchers
      .map(matcher => labelsMeeting([...whole.matchers, ...group, opposite(matcher)]))
      .find(labels => labels !== undefined)
    if (rest === undefined) return undefined
    return [
      { ...withProcess(whole.metric, rest), part: bad => 1 - part(bad) },
      { ...withProcess(whole.metric, both), part },
    ]
  }
  const [allLabels, partLabels] = [whole, counted].map(side => labelsOf(side, group))
  if (allLabels === undefined || partLabels === undefined) return undefined
  return [
    { ...withProcess(whole.metric, allLabels), part: () => 1 },
    { ...withProcess(counted.metric, partLabels), part },
  ]
}

/** One group is enough for a test case; both sides must be in it. */
function groupMatchers(matchers: readonly LabelMatcher[], by: readonly string[]): readonly LabelMatcher[] {
  return by.map(label => {
    const text = labelsMeeting(matchers.filter(matcher => matcher.label === label))?.[label] ?? 'a'
    return { label, operator: '=', text }
  })
}

function labelsOf({ matchers }: ParsedSelector, group: readonly LabelMatcher[]) {
  return labelsMeeting([...matchers, ...group])
}

/** A metric with its process in a label that the query leaves open. */
function withProcess(metric: string, labels: Readonly<Record<string, string>>): Pick<TestMetric, 'metric' | 'labels'> {
  const label = ['instance', 'pod', 'process'].find(name => labels[name] === undefined) ?? 'instance'
  return { metric, labels: process => ({ job: 'test', ...labels, [label]: processName(process) }) }
}

function processName(process: number): string {
  return process === 0 ? 'test' : `test-${process + 1}`
}
