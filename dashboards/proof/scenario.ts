import type { Span } from './series.ts'

/** What is the matter with the system in a scenario. */
export const SCENARIOS = ['healthy', 'outage', 'partial', 'no-traffic', 'young', 'empty'] as const
export type ScenarioName = (typeof SCENARIOS)[number]

/** A state of the whole system, from which every series follows. */
export interface Scenario {
  readonly name: ScenarioName
  /** What happened, in a sentence. */
  readonly story: string
  /** When it was measured for the first time. */
  readonly bornAt: number
  /** Since when it is broken; never, where it is not. */
  readonly brokenAt: number
  /** Since when one of the routes, and one of the scrapes, is silent. */
  readonly silentAt: number
  /** Since when nobody asks anything. */
  readonly idleAt: number
  /** What was left of the availability budgets before anything broke. */
  readonly budgetBefore: number
  /** What a person has chosen at the top of the boards; All, or the first there is, where nothing is named. */
  readonly chosen: Readonly<Record<string, string>>
}

/** The moment at which every scenario is looked at: 2026-02-05 12:00 UTC, a Thursday. */
export const NOW = 1_770_292_800

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const NEVER = Number.POSITIVE_INFINITY

const HEALTHY: Scenario = {
  name: 'healthy',
  story: 'A service in its second year, an incident twelve days ago, nothing wrong today.',
  bornAt: NOW - 400 * DAY,
  brokenAt: NEVER,
  silentAt: NEVER,
  idleAt: NEVER,
  budgetBefore: 0.62,
  chosen: {},
}

/** Every scenario but the empty one, which has no series at all. */
export const STORIES: Readonly<Record<Exclude<ScenarioName, 'empty'>, Scenario>> = {
  healthy: HEALTHY,
  outage: {
    ...HEALTHY,
    name: 'outage',
    story: 'A release 25 minutes ago runs out of memory again and again; its budget was already low.',
    brokenAt: NOW - 25 * MINUTE,
    budgetBefore: 0.24,
  },
  partial: {
    ...HEALTHY,
    name: 'partial',
    story: 'The path to the app is not probed any more, a node is gone, and some of the monitoring is in trouble.',
    silentAt: NOW - 20 * MINUTE,
    chosen: { slo: 'web-edge-latency', probe: 'home', path: 'edge', job: 'web', namespace: 'leadline' },
  },
  'no-traffic': {
    ...HEALTHY,
    name: 'no-traffic',
    story: 'Nobody has asked anything for two hours, and no probe has run.',
    idleAt: NOW - 2 * HOUR,
  },
  young: {
    ...HEALTHY,
    name: 'young',
    story: 'The cluster is ten minutes old.',
    bornAt: NOW - 10 * MINUTE,
    budgetBefore: 1,
  },
}

/** How far back ordinary series reach: what the boards show by default, and an hour for rates over an hour. */
const RECENT_SECONDS = 7 * HOUR
export const SCRAPE_SECONDS = 60
/** Under five minutes, so that no query falls between two samples. */
const HISTORY_SECONDS = 4 * MINUTE
const HISTORY_REACH = 31 * DAY

/** The last hours, at every scrape. */
export function recently(scenario: Scenario): Span {
  return { from: Math.max(scenario.bornAt, NOW - RECENT_SECONDS), to: NOW, everySeconds: SCRAPE_SECONDS }
}

/** The last month, coarsely, for what boards show over a month. */
export function monthLong(scenario: Scenario): Span {
  return { from: Math.max(scenario.bornAt, NOW - HISTORY_REACH), to: NOW, everySeconds: HISTORY_SECONDS }
}

/** The same hours a week ago; a service younger than that has none. */
export function aWeekAgo(scenario: Scenario): Span {
  const now = NOW - 7 * DAY
  return { from: Math.max(scenario.bornAt, now - 4 * HOUR), to: now, everySeconds: SCRAPE_SECONDS }
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
