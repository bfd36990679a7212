import { type Duration, hours, inSeconds, milliseconds } from '../../lib/duration.ts'
import type { CounterTerm } from '../../lib/promql/query/counter-term.ts'
import { isMiss, readEventCount } from '../../lib/promql/query/event-count.ts'
import { moment, termKey } from '../../lib/promql/query/normal-events.ts'
import {
  type LabelMatcher,
  labelsMeeting,
  opposite,
  type ParsedSelector,
  parseSelector,
} from '../../lib/promql/selector.ts'
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
  /** So much later rules see them: the queries read them with an offset. */
  readonly delay?: Duration
}

/** Probes come every five seconds, and so do the samples of a gauge. */
const PROBES_PER_SECOND = 1 / 5
/** Real events are frequent enough that the alert's windows decide, and not the guard against a few failures. */
const EVENTS_PER_SECOND = 10

/** A test case that waits longer takes promtool minutes. */
const LONGEST_DELAY = hours(1)

/**
 * The series that an SLO's queries read; undefined where those are not plain counters and gauges, for then the series
 * cannot be known.
 */
export function testSeries({ sli }: Pick<Slo, 'sli'>): TestSeries | undefined {
  if (sli.kind === 'ratio') return gaugeFeed(sli.errorRatioQuery, 'avg_over_time')
  if (sli.probe !== undefined) return { eventsPerSecond: PROBES_PER_SECOND, metrics: probeCounters(sli.probe) }
  if (sli.parts !== undefined) return fusedFeed(sli.parts)
  return eventsFeed(sli)
}

/** All parts at once, each by its share of the events. */
function fusedFeed(parts: readonly EventSli[]): TestSeries | undefined {
  const feeds = parts.map(sli => testSeries({ sli }))
  const eventsPerSecond = feeds.reduce((sum, feed) => sum + (feed?.eventsPerSecond ?? Number.NaN), 0)
  const [delay, ...others] = new Set(feeds.map(feed => feed?.delay ?? 0))
  if (Number.isNaN(eventsPerSecond) || others.length > 0) return undefined
  const metrics = feeds.flatMap(feed =>
    (feed?.metrics ?? []).map((metric): TestMetric => {
      const share = (feed?.eventsPerSecond ?? 0) / eventsPerSecond
      return { ...metric, part: bad => metric.part(bad) * share }
    }),
  )
  return { eventsPerSecond, metrics, delay: milliseconds(delay ?? 0) }
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

/** What the queries count, as far as it can be made up: bad events, or the good ones that are taken from all. */
function eventsFeed({ errorQuery, totalQuery }: EventSli): TestSeries | undefined {
  const [errors, total] = [readEventCount(errorQuery), readEventCount(totalQuery)]
  if (isMiss(errors) || isMiss(total)) return undefined
  const all = total.terms.filter(({ factor }) => factor > 0)
  const [whole] = all
  const [bad] = errors.terms.filter(({ factor }) => factor > 0)
  const [good, ...more] = errors.terms.filter(({ factor }) => factor < 0)
  if (whole === undefined || bad === undefined || more.length > 0) return undefined
  if (good !== undefined && termKey(bad) !== termKey(whole)) return undefined
  const counted = good ?? bad
  const part: TestMetric['part'] = good === undefined ? share => share : share => 1 - share
  if (whole.fn === 'count_over_time') return samplesFeed(counted, whole, part)
  const rest = all.find(term => termKey(term) !== termKey(counted))
  const metrics = all.length === 1 ? eventCounters(counted, whole, part) : rest && countersBeside(counted, rest, part)
  const [delay, ...others] = new Set([...errors.terms, ...total.terms].map(({ selector }) => Number(moment(selector))))
  if (metrics === undefined || !(Number(delay ?? 0) <= LONGEST_DELAY) || others.length > 0) return undefined
  return { eventsPerSecond: EVENTS_PER_SECOND, metrics, delay: milliseconds(delay ?? 0) }
}

/** A gauge of which each sample is an event, 1 where it was good, or bad. */
function samplesFeed(counted: CounterTerm, whole: CounterTerm, part: TestMetric['part']): TestSeries | undefined {
  const isOne = counted.fn === 'sum_over_time' && counted.selector.text === whole.selector.text
  return isOne ? gaugeOf(counted.selector.text, part) : undefined
}

/** All events are counted in parts, of which one is counted here. */
function countersBeside(
  counted: CounterTerm,
  rest: CounterTerm,
  part: TestMetric['part'],
): readonly TestMetric[] | undefined {
  const [countedLabels, restLabels] = [counted, rest].map(({ selector }) => labelsOf(selector, []))
  if (countedLabels === undefined || restLabels === undefined) return undefined
  return [
    { ...withProcess(rest.selector.metric, restLabels), part: bad => 1 - part(bad) },
    { ...withProcess(counted.selector.metric, countedLabels), part },
  ]
}

function eventCounters(
  { selector: counted, grouping }: CounterTerm,
  { selector: whole }: CounterTerm,
  part: TestMetric['part'],
): readonly TestMetric[] | undefined {
  const group = groupMatchers([...counted.matchers, ...whole.matchers], grouping?.isBy === true ? grouping.labels : [])
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

function labelsOf({ matchers }: Pick<ParsedSelector, 'matchers'>, group: readonly LabelMatcher[]) {
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
