import { inSeconds } from '../../lib/duration.ts'
import {
  type LabelMatcher,
  labelsMeeting,
  opposite,
  type ParsedSelector,
  parseSelector,
} from '../../lib/promql/selector.ts'
import { counterShape, goodQueryOf } from '../../lib/promql/shape.ts'
import { bucketMatcher, selector } from '../../lib/promql/write-selector.ts'
import { LABELS } from '../../services/prober/contract/labels.ts'
import { COUNTED, METRICS } from '../../services/prober/contract/names.ts'
import type { EventSli, ProbeSli, Slo } from '../core/model.ts'

/** A counter, or a gauge, that stories move. */
export interface StoryCounter {
  /** Its series, as the first process or the one that replaces it exports it. */
  readonly series: (process: string) => string
  /** The part of all events that it counts while this part of them is bad; what a gauge stands at then. */
  readonly part: (bad: number) => number
  readonly isGauge?: boolean
}

/** What an SLO counts, made up for its stories. */
export interface StoryFeed {
  readonly eventsPerSecond: number
  readonly counters: readonly StoryCounter[]
}

/** Probes come every five seconds, and so do the samples of a gauge. */
const PROBES_PER_SECOND = 1 / 5
/** Real events come often enough that the alert's windows decide, and not the guard against a few failures. */
const EVENTS_PER_SECOND = 10

/** The series that an SLO's queries read; undefined where those are not plain counters and gauges, for only their owner knows the series then. */
export function storyFeed({ sli }: Pick<Slo, 'sli'>): StoryFeed | undefined {
  if (sli.kind === 'ratio') return gaugeFeed(sli.errorRatioQuery, 'avg_over_time')
  if (sli.probe !== undefined) return { eventsPerSecond: PROBES_PER_SECOND, counters: probeCounters(sli.probe) }
  if (sli.parts !== undefined) return fusedFeed(sli.parts)
  const counters = eventCounters(sli)
  if (counters !== undefined) return { eventsPerSecond: EVENTS_PER_SECOND, counters }
  return samplesFeed(sli)
}

/** All parts at once, each as often as it comes. */
function fusedFeed(parts: readonly EventSli[]): StoryFeed | undefined {
  const feeds = parts.map(sli => storyFeed({ sli }))
  const eventsPerSecond = feeds.reduce((sum, feed) => sum + (feed?.eventsPerSecond ?? Number.NaN), 0)
  if (Number.isNaN(eventsPerSecond)) return undefined
  const counters = feeds.flatMap(feed =>
    (feed?.counters ?? []).map((counter): StoryCounter => {
      const share = (feed?.eventsPerSecond ?? 0) / eventsPerSecond
      return { ...counter, part: bad => counter.part(bad) * share }
    }),
  )
  return { eventsPerSecond, counters }
}

/** `sum(count_over_time(g[…]))` less `sum(sum_over_time(g[…]))`: a gauge of which each sample is an event, 1 where it was good. */
function samplesFeed({ errorQuery, totalQuery }: EventSli): StoryFeed | undefined {
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

function gaugeFeed(query: string, fn: string): StoryFeed | undefined {
  const found = GAUGE.exec(query.trim())?.groups
  return found?.fn === fn ? gaugeOf(found.selector, bad => bad) : undefined
}

function gaugeOf(text: string | undefined, part: StoryCounter['part']): StoryFeed | undefined {
  const parsed = text === undefined ? undefined : parseSelector(text)
  const labels = parsed && labelsMeeting(parsed.matchers)
  if (parsed === undefined || labels === undefined) return undefined
  return {
    eventsPerSecond: PROBES_PER_SECOND,
    counters: [{ series: seriesWith(parsed.metric, labels), part, isGauge: true }],
  }
}

/** What is taken from all events in `all - good`; undefined for any other query. */
function differenceOf(errorQuery: string, totalQuery: string): string | undefined {
  const [error, total] = [errorQuery.trim(), totalQuery.trim()]
  return error.startsWith(total) ? /^\s*-\s*([\s\S]+)$/.exec(error.slice(total.length))?.[1] : undefined
}

function probeCounters(probe: ProbeSli): readonly StoryCounter[] {
  const labels = (vantage: string) => ({
    [LABELS.probe]: probe.probe,
    [LABELS.path]: probe.path,
    [LABELS.vantage]: vantage,
  })
  const all: StoryCounter = {
    series: process => selector(METRICS.probes, { ...labels(process), [LABELS.budget]: COUNTED }),
    part: () => 1,
  }
  if (probe.latency === undefined) {
    const failure = { [LABELS.budget]: COUNTED, [LABELS.reason]: 'status', [LABELS.phase]: 'wait' }
    const series = (process: string) => selector(METRICS.failures, { ...labels(process), ...failure })
    return [all, { series, part: bad => bad }]
  }
  const matcher = bucketMatcher(inSeconds(probe.latency))
  const le = typeof matcher === 'string' ? matcher : String(inSeconds(probe.latency))
  const series = (process: string) => selector(`${METRICS.duration}_bucket`, { ...labels(process), le })
  return [all, { series, part: bad => 1 - bad }]
}

function eventCounters({ errorQuery, totalQuery }: EventSli): readonly StoryCounter[] | undefined {
  const goodQuery = goodQueryOf(errorQuery, totalQuery) ?? differenceOf(errorQuery, totalQuery)
  const [some, all] = [counterShape(goodQuery ?? errorQuery), counterShape(totalQuery)]
  const [counted, whole] = [some && parseSelector(some.selector), all && parseSelector(all.selector)]
  if (counted === undefined || whole === undefined) return undefined
  const part: StoryCounter['part'] = goodQuery === undefined ? bad => bad : bad => 1 - bad
  const group = groupMatchers([...counted.matchers, ...whole.matchers], some?.by ?? [])
  const both = labelsMeeting([...counted.matchers, ...whole.matchers, ...group])
  // Of one metric, the total counts the part as well, and beside it needs a series of the rest.
  if (counted.metric === whole.metric && both !== undefined) {
    const rest = counted.matchers
      .map(matcher => labelsMeeting([...whole.matchers, ...group, opposite(matcher)]))
      .find(labels => labels !== undefined)
    if (rest === undefined) return undefined
    return [
      { series: seriesWith(whole.metric, rest), part: bad => 1 - part(bad) },
      { series: seriesWith(whole.metric, both), part },
    ]
  }
  const [allLabels, partLabels] = [whole, counted].map(side => labelsOf(side, group))
  if (allLabels === undefined || partLabels === undefined) return undefined
  return [
    { series: seriesWith(whole.metric, allLabels), part: () => 1 },
    { series: seriesWith(counted.metric, partLabels), part },
  ]
}

/** One group is enough for a story; both sides must be in it. */
function groupMatchers(matchers: readonly LabelMatcher[], by: readonly string[]): readonly LabelMatcher[] {
  return by.map(label => {
    const text = labelsMeeting(matchers.filter(matcher => matcher.label === label))?.[label] ?? 'a'
    return { label, operator: '=', text }
  })
}

function labelsOf({ matchers }: ParsedSelector, group: readonly LabelMatcher[]) {
  return labelsMeeting([...matchers, ...group])
}

/** A series with its process in a label that the query leaves open. */
function seriesWith(metric: string, labels: Readonly<Record<string, string>>): StoryCounter['series'] {
  const label = ['instance', 'pod', 'process'].find(name => labels[name] === undefined) ?? 'instance'
  return process => selector(metric, { job: 'story', ...labels, [label]: process })
}
