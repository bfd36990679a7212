import { inSeconds } from '../../lib/duration.ts'
import { type AlertSeverity, type AlertWindow, errorBudget, type Slo } from '../core/model.ts'
import { alertThreshold, BASE_WINDOW, burnRate, detectionTime, resetTime } from '../core/windows.ts'
import { guardedTime } from '../rules/alert-time.ts'

/** A stretch of time in which a part of the events is bad. */
export interface StoryStretch {
  readonly seconds: number
  /** The part that is bad, 0 to 1. */
  readonly bad: number
  /** `gap`: nothing is scraped; `restart`: counters begin again; `replaced`: another process goes on under other labels. */
  readonly kind?: 'gap' | 'restart' | 'replaced'
}

/** What must be true at a moment of a story. */
export interface StoryCheck {
  readonly seconds: number
  readonly severity: AlertSeverity
  readonly fires: boolean
}

/** What happens to a service, and when its alerts must fire and must not. */
export interface RuleStory {
  readonly name: string
  /** How closely it is looked at: pages need seconds, tickets take days. */
  readonly pace: 'fast' | 'slow'
  readonly stretches: readonly StoryStretch[]
  readonly checks: readonly StoryCheck[]
}

/** A scrape, an evaluation and the rounding to whole steps stand between the formulas and the alert. */
const SLACK_SECONDS = 45
/** The same for stories of days, evaluated every four minutes; five-minute rates lag by half their window more. */
const SLOW_SLACK_SECONDS = 600

const HOUR = 3600

/** A pair this near to its threshold may have fired: rates are extrapolated to the ends of their windows. */
const NEARLY = 0.7

/** Windows that are summed from rates over the base window remember that much longer. */
const SMOOTHING_SECONDS = inSeconds(BASE_WINDOW)

/** What goes before trouble: enough that a service is not new, and no more than promtool must wade through. */
const BEFORE = 900

/** Every story of an SLO: what its alerts promise, by the formulas of windows.ts, while so many events come a second. */
export function storiesOf(slo: Slo, rate: number): readonly RuleStory[] {
  const stories: RuleStory[] = []
  const pages = slo.alerting.page.disabled ? [] : slo.windows.filter(({ severity }) => severity === 'page')
  const tickets = slo.alerting.ticket.disabled ? [] : slo.windows.filter(({ severity }) => severity === 'ticket')
  const [quick, slow] = pages
  if (quick !== undefined) {
    stories.push(fullOutage(slo, pages, rate), youngOutage(slo, pages, rate), ...steadyBurn(slo, quick, rate))
    stories.push(...harmless(slo, pages))
  }
  if (slow !== undefined) stories.push(...slowBurn(slo, slow, JUST_ABOVE, rate))
  if (slow !== undefined && tickets.length > 0) stories.push(belowThreshold(slo, slow, tickets))
  const last = tickets.at(-1)
  if (last !== undefined) stories.push(...slowBurn(slo, last, between(slo, tickets), rate), belowEverything(slo, last))
  return stories
}

/** How far a burn may be above the slowest ticket's threshold and below the one before it. */
function between(slo: Slo, tickets: readonly AlertWindow[]): number {
  const [last, before] = [tickets.at(-1), tickets.at(-2)]
  if (last === undefined || before === undefined) return FAR_ABOVE
  return Math.max(JUST_ABOVE, Math.min(FAR_ABOVE, (0.9 * burnRate(before, slo.period)) / burnRate(last, slo.period)))
}

const FAR_ABOVE = 2.7
const JUST_ABOVE = 1.08

/** When the first of some pairs fires in a full outage, in seconds. */
function outageSeen(slo: Slo, pages: readonly AlertWindow[], rate: number): number {
  return Math.min(...pages.map(window => inSeconds(guardedTime(slo, window, 1, rate) ?? slo.period)))
}

/** The earliest that any pair can fire, in seconds: not before its long window burns fast enough. */
function outageNotBefore(slo: Slo, pages: readonly AlertWindow[]): number {
  return Math.min(...pages.map(window => inSeconds(detectionTime(window, slo, 1) ?? slo.period)))
}

function fullOutage(slo: Slo, pages: readonly AlertWindow[], rate: number): RuleStory {
  const outage = roundUp(outageSeen(slo, pages, rate) + SLACK_SECONDS)
  // So long an outage may be enough for a slower pair as well, which takes longer to be satisfied that it is over.
  const fired = pages.filter((window, index) => {
    return index === 0 || outage / inSeconds(window.long) > alertThreshold(window, slo) * NEARLY
  })
  const smoothing = fired.length > 1 ? SMOOTHING_SECONDS : 0
  const reset = roundUp(
    Math.max(...fired.map(window => inSeconds(resetTime(window, slo, 1)))) + smoothing + SLACK_SECONDS,
  )
  const early = BEFORE + roundDown(outageNotBefore(slo, pages)) - 15
  return {
    name: 'a full outage pages within the predicted time, once, and stops within the short window',
    pace: 'fast',
    stretches: [clean(BEFORE), { seconds: outage, bad: 1 }, clean(reset + 60)],
    checks: [
      page(BEFORE - 15, false),
      page(early, false),
      page(BEFORE + outage, true),
      page(BEFORE + outage + reset, false),
    ],
  }
}

/** A stack that came up two and a half minutes ago and breaks: its owner is looking, and must not wait for the hour. */
function youngOutage(slo: Slo, pages: readonly AlertWindow[], rate: number): RuleStory {
  const age = 150
  const paged = roundUp(age + outageSeen(slo, pages, rate) + 20, 5)
  return {
    name: 'an outage three minutes after the start pages as soon as one after a year',
    pace: 'fast',
    stretches: [clean(age), { seconds: roundUp(paged - age + 20, 5), bad: 1 }],
    checks: [page(outageNotBefore(slo, pages) < 45 ? age - 15 : age + 15, false), page(roundUp(paged), true)],
  }
}

/** A little above the quick pair's threshold: the long window decides, and the formula says when. */
function steadyBurn(slo: Slo, window: AlertWindow, rate: number): readonly RuleStory[] {
  const bad = Math.min(1, 1.1 * burnRate(window, slo.period) * errorBudget(slo.objective))
  const fires = guardedTime(slo, window, bad, rate)
  if (fires === undefined) return []
  const detected = inSeconds(detectionTime(window, slo, bad) ?? slo.period)
  const fired = 2 * HOUR + roundUp(inSeconds(fires) + SLOW_SLACK_SECONDS, 240)
  return [
    {
      name: `a burn of ${times(1.1 * burnRate(window, slo.period))} pages when the long window is spent, not long before`,
      pace: 'slow',
      stretches: [clean(2 * HOUR), { seconds: fired - 2 * HOUR, bad }],
      checks: [page(2 * HOUR + roundDown(detected * 0.8, 240), false), page(fired, true)],
    },
  ]
}

/** Burns above one pair's threshold and below the faster ones; none where too few bad events come for the guard. */
function slowBurn(slo: Slo, window: AlertWindow, factor: number, rate: number): readonly RuleStory[] {
  const burn = burnRate(window, slo.period)
  const bad = Math.min(1, factor * burn * errorBudget(slo.objective))
  const fires = guardedTime(slo, window, bad, rate)
  if (fires === undefined) return []
  const detected = inSeconds(detectionTime(window, slo, bad) ?? slo.period)
  const fired = roundUp(inSeconds(fires) + SLOW_SLACK_SECONDS, 240)
  const other = window.severity === 'ticket' ? [{ seconds: fired, severity: 'page' as const, fires: false }] : []
  return [
    {
      name: `a burn of ${times(factor * burn)} is a ${window.severity} when its long window says so`,
      pace: 'slow',
      stretches: [{ seconds: fired + 240, bad }],
      checks: [
        { seconds: roundDown(detected * 0.8, 240), severity: window.severity, fires: false },
        { seconds: fired, severity: window.severity, fires: true },
        ...other,
      ],
    },
  ]
}

/** Nine tenths of the page's slowest threshold: never a page, and a ticket in time. */
function belowThreshold(slo: Slo, window: AlertWindow, tickets: readonly AlertWindow[]): RuleStory {
  const bad = Math.min(1, 0.9 * burnRate(window, slo.period) * errorBudget(slo.objective))
  const detected = Math.min(...tickets.map(ticket => inSeconds(detectionTime(ticket, slo, bad) ?? slo.period)))
  const fired = roundUp(detected + SLOW_SLACK_SECONDS, 240)
  return {
    name: 'nine tenths of the slowest page burn wakes nobody and is a ticket',
    pace: 'slow',
    stretches: [{ seconds: fired + 240, bad }],
    checks: [
      page(roundDown(fired / 2, 240), false),
      page(fired, false),
      { seconds: fired, severity: 'ticket', fires: true },
    ],
  }
}

/** Nine tenths of the slowest threshold of all. */
function belowEverything(slo: Slo, window: AlertWindow): RuleStory {
  const bad = Math.min(1, 0.9 * burnRate(window, slo.period) * errorBudget(slo.objective))
  const end = 12 * HOUR
  return {
    name: 'nine tenths of the slowest burn is neither page nor ticket',
    pace: 'slow',
    stretches: [{ seconds: end, bad }],
    checks: [page(end, false), { seconds: end, severity: 'ticket', fires: false }],
  }
}

/** Things that look like trouble to a counter and are none. */
function harmless(slo: Slo, pages: readonly AlertWindow[]): readonly RuleStory[] {
  const quiet = (name: string, ...stretches: readonly StoryStretch[]): RuleStory => {
    const end = stretches.reduce((sum, { seconds }) => sum + seconds, 0)
    return {
      name,
      pace: 'fast',
      stretches,
      checks: [page(roundDown(end / 2), false), page(end - 60, false), page(end, false)],
    }
  }
  // At 99.995 % and above, five seconds are a good part of what may be lost in hours.
  const isShort = pages.every(window => 5 / inSeconds(window.long) < alertThreshold(window, slo) / 2)
  const blip = quiet(
    'five bad seconds in the first minutes do not page',
    clean(120),
    { seconds: 5, bad: 1 },
    clean(600),
  )
  return [
    ...(isShort ? [blip] : []),
    quiet('a counter that starts again does not page', clean(900), { ...clean(600), kind: 'restart' }),
    quiet('three minutes without a scrape do not page', clean(900), { ...clean(180), kind: 'gap' }, clean(420)),
    quiet('a restart of Prometheus does not page', clean(900), { ...clean(600), kind: 'gap' }, clean(420)),
    quiet('a process that is replaced does not page', clean(900), { ...clean(600), kind: 'replaced' }),
  ]
}

function clean(seconds: number): StoryStretch {
  return { seconds, bad: 0 }
}

function page(seconds: number, fires: boolean): StoryCheck {
  return { seconds, severity: 'page', fires }
}

function roundUp(seconds: number, step = 15): number {
  return Math.ceil(seconds / step) * step
}

function roundDown(seconds: number, step = 15): number {
  return Math.floor(seconds / step) * step
}

function times(rate: number): string {
  return `${Number(rate.toPrecision(3))} times`
}
