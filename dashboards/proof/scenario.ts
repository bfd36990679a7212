import { days, hours, inSeconds, milliseconds, minutes } from '../../lib/duration.ts'
import { type Segment, totalLength } from '../../slo/timeline/segment.ts'
import type { TimeRange } from '../../slo/timeline/time-range.ts'
import { type SegmentValue, valuesTrack } from '../../slo/timeline/timeline.ts'
import { valueAt } from '../../slo/timeline/track.ts'

/** What is the matter with the system in a scenario. */
export const SCENARIO_NAMES = ['healthy', 'outage', 'partial', 'no-traffic', 'young', 'empty'] as const
export type ScenarioName = (typeof SCENARIO_NAMES)[number]

/** A state of the whole system, from which every series follows. */
export interface Scenario extends Moments {
  readonly name: ScenarioName
  /** What happened, in a sentence. */
  readonly summary: string
  /** From the first sample until now; in a `gap` one of the routes, and one of the scrapes, is silent. */
  readonly segments: readonly Segment[]
  /** What was left of the availability budgets before anything broke. */
  readonly budgetBefore: number
  /** What a person has chosen at the top of the boards; All, or the first there is, where nothing is named. */
  readonly chosen: Readonly<Record<string, string>>
}

/** When a scenario's segments begin, in Unix seconds; infinity where there is none of a kind. */
interface Moments {
  /** The first sample. */
  readonly startedAt: number
  /** The first segment with bad events. */
  readonly brokenAt: number
  /** The first gap. */
  readonly silentAt: number
  /** The first segment without events. */
  readonly idleAt: number
}

/**
 * The moment at which every scenario is looked at: 2026-02-05 12:23:47 UTC, a Thursday. It is no multiple of any step, so
 * that golden files show what Grafana's rounding of a range leaves out.
 */
export const NOW = 1_770_294_227

/** Of each SLO and each probe. */
export const EVENTS_PER_SECOND = 0.2
/** The part of an SLO's events that is bad in the outage. */
export const OUTAGE_BAD_RATIO = 0.6

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const NORMAL: Segment = { length: days(400), eventsPerSecond: EVENTS_PER_SECOND, badRatio: 0 }

/** A service in its second year, whose last segment is another one. */
function endingWith(last: Partial<Segment> & Pick<Segment, 'length'>): readonly Segment[] {
  return [
    { ...NORMAL, length: milliseconds(NORMAL.length - last.length) },
    { ...NORMAL, ...last },
  ]
}

function momentsOf(segments: readonly Segment[]): Moments {
  const startedAt = NOW - inSeconds(totalLength(segments))
  const first = (isMeant: (segment: Segment) => boolean): number => {
    const index = segments.findIndex(isMeant)
    return index === -1 ? Number.POSITIVE_INFINITY : startedAt + inSeconds(totalLength(segments.slice(0, index)))
  }
  return {
    startedAt,
    brokenAt: first(({ badRatio }) => badRatio > 0),
    silentAt: first(({ kind }) => kind === 'gap'),
    idleAt: first(({ eventsPerSecond }) => eventsPerSecond === 0),
  }
}

/** Every scenario but the empty one, which has no series at all. */
export const SCENARIOS: Readonly<Record<Exclude<ScenarioName, 'empty'>, Scenario>> = {
  healthy: scenario('healthy', [NORMAL], {
    summary: 'A service in its second year, an incident twelve days ago, nothing wrong today.',
  }),
  outage: scenario('outage', endingWith({ length: minutes(25), badRatio: OUTAGE_BAD_RATIO }), {
    summary: 'A release 25 minutes ago runs out of memory again and again; its budget was already low.',
    budgetBefore: 0.24,
  }),
  partial: scenario('partial', endingWith({ length: minutes(20), kind: 'gap' }), {
    summary: 'The path to the app is not probed any more, a node is gone, and some of the monitoring is in trouble.',
    chosen: { slo: 'web-edge-latency', probe: 'home', path: 'edge', job: 'web', namespace: 'leadline' },
  }),
  'no-traffic': scenario('no-traffic', endingWith({ length: hours(2), eventsPerSecond: 0 }), {
    summary: 'There has been no traffic for two hours, and no probe has run.',
  }),
  young: scenario('young', [{ ...NORMAL, length: minutes(10) }], {
    summary: 'The cluster is ten minutes old.',
    budgetBefore: 1,
  }),
}

function scenario(
  name: ScenarioName,
  segments: readonly Segment[],
  more: Pick<Scenario, 'summary'> & Partial<Pick<Scenario, 'budgetBefore' | 'chosen'>>,
): Scenario {
  return { budgetBefore: 0.62, chosen: {}, ...more, name, segments, ...momentsOf(segments) }
}

/** What a series does segment by segment, as its value at a moment in Unix seconds. */
export function bySegment(
  { segments, startedAt }: Scenario,
  value: (segment: Segment) => SegmentValue,
): (moment: number) => number | undefined {
  const track = valuesTrack(segments, segments.map(value))
  return moment => valueAt(track, milliseconds((moment - startedAt) * 1000))
}

/** How far back ordinary series reach: what the boards show by default, and an hour for rates over an hour. */
const RECENT_SECONDS = 7 * HOUR
export const SCRAPE_SECONDS = 60
/** Under five minutes, so that no query falls between two samples. */
const HISTORY_SECONDS = 4 * MINUTE
const HISTORY_REACH = 31 * DAY

/** The last hours, at every scrape. */
export function recently(scenario: Scenario): TimeRange {
  return {
    startSeconds: Math.max(scenario.startedAt, NOW - RECENT_SECONDS),
    endSeconds: NOW,
    stepSeconds: SCRAPE_SECONDS,
  }
}

/** The last month, coarsely, for what boards show over a month. */
export function monthLong(scenario: Scenario): TimeRange {
  return {
    startSeconds: Math.max(scenario.startedAt, NOW - HISTORY_REACH),
    endSeconds: NOW,
    stepSeconds: HISTORY_SECONDS,
  }
}

/** The same hours a week ago; a service younger than that has none. */
export function aWeekAgo(scenario: Scenario): TimeRange {
  const now = NOW - 7 * DAY
  return { startSeconds: Math.max(scenario.startedAt, now - 4 * HOUR), endSeconds: now, stepSeconds: SCRAPE_SECONDS }
}

const DAILY_SWING = 0.25
const SWING_SECONDS = 5 * HOUR

/** How many events a counter had counted by a moment: a rate with a slow swing, another rate once it is broken. */
export function counted(
  scenario: Scenario,
  perSecond: number,
  brokenPerSecond = perSecond,
): (moment: number) => number {
  return moment => {
    const busy = Math.min(moment, scenario.idleAt)
    const good = swung(Math.min(busy, scenario.brokenAt)) - swung(NOW - RECENT_SECONDS - 8 * DAY)
    const broken = Math.max(0, busy - scenario.brokenAt)
    return perSecond * good + brokenPerSecond * broken
  }
}

/** The integral of 1 + swing·sin, in seconds. */
function swung(moment: number): number {
  const turns = (2 * Math.PI) / SWING_SECONDS
  const phase = (moment - NOW) * turns
  return moment - NOW - (DAILY_SWING * Math.cos(phase)) / turns
}

/** A gauge around a mean, with a swing that looks alive and is the same every time. */
export function around(mean: number, spread: number, seed = 0): (moment: number) => number {
  return moment => mean + spread * Math.sin(moment / 1700 + seed) * Math.cos(moment / 530 + seed * 3)
}
