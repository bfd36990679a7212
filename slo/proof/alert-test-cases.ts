import { type Duration, hours, milliseconds, minutes, roundDown, roundUp, seconds } from '../../lib/duration.ts'
import { type AlertSeverity, type AlertWindow, errorBudget, type Slo } from '../core/model.ts'
import { alertThreshold, BASE_WINDOW, burnRate, detectionTime, resetTime } from '../core/windows.ts'
import { guardedTime } from '../rules/alert-time.ts'
import { type Segment, type SegmentKind, totalLength } from '../timeline/segment.ts'

/** Whether an alert fires at a moment of a test case. */
export interface AlertExpectation {
  readonly at: Duration
  readonly severity: AlertSeverity
  readonly fires: boolean
}

/** What happens to a service, and when its alerts must fire and must not. */
export interface AlertTestCase {
  readonly name: string
  /** How often it is sampled and evaluated: pages need seconds, tickets take days. */
  readonly pace: 'fast' | 'slow'
  readonly segments: readonly Segment[]
  readonly expectations: readonly AlertExpectation[]
}

/** Between the formulas and the alert stand a scrape, an evaluation and the rounding to whole steps. */
const SLACK = seconds(45)
/** The same for cases of days, evaluated every four minutes; five-minute rates lag by half their window more. */
const SLOW_SLACK = minutes(10)

/** The evaluation intervals of both paces; moments are whole multiples of them. */
const STEP = seconds(15)
const SLOW_STEP = minutes(4)

/** A pair this near to its threshold may have fired: rates are extrapolated to the ends of their windows. */
const NEARLY = 0.7

/** What goes before trouble: enough that a service is not new, and no more than promtool needs time for. */
const BEFORE = minutes(15)

/** Every test case of an SLO: what its alerts promise, by the formulas of windows.ts, while so many events come a second. */
export function alertTestCases(slo: Slo, eventsPerSecond: number): readonly AlertTestCase[] {
  const cases: AlertTestCase[] = []
  const pages = slo.alerting.page.disabled ? [] : slo.windows.filter(({ severity }) => severity === 'page')
  const tickets = slo.alerting.ticket.disabled ? [] : slo.windows.filter(({ severity }) => severity === 'ticket')
  const [quick, slow] = pages
  const traffic = trafficOf(eventsPerSecond)
  if (quick !== undefined) {
    cases.push(fullOutage(slo, pages, traffic), youngOutage(slo, pages, traffic), ...steadyBurn(slo, quick, traffic))
    cases.push(...harmless(slo, pages, traffic))
  }
  if (slow !== undefined) cases.push(...slowBurn(slo, slow, JUST_ABOVE, traffic))
  if (slow !== undefined && tickets.length > 0) cases.push(belowThreshold(slo, slow, tickets, traffic))
  const last = tickets.at(-1)
  if (last !== undefined) {
    cases.push(...slowBurn(slo, last, between(slo, tickets), traffic), belowEverything(slo, last, traffic))
  }
  return cases
}

/** The traffic of all cases of an SLO, and its segments. */
interface Traffic {
  readonly eventsPerSecond: number
  readonly clean: (length: Duration, kind?: SegmentKind) => Segment
  readonly bad: (length: Duration, badRatio: number) => Segment
}

function trafficOf(eventsPerSecond: number): Traffic {
  const bad = (length: Duration, badRatio: number): Segment => ({ length, eventsPerSecond, badRatio })
  const clean = (length: Duration, kind?: SegmentKind): Segment => {
    return kind === undefined ? bad(length, 0) : { ...bad(length, 0), kind }
  }
  return { eventsPerSecond, clean, bad }
}

/** How far a burn may be above the slowest ticket's threshold and below the one before it. */
function between(slo: Slo, tickets: readonly AlertWindow[]): number {
  const [last, before] = [tickets.at(-1), tickets.at(-2)]
  if (last === undefined || before === undefined) return FAR_ABOVE
  return Math.max(JUST_ABOVE, Math.min(FAR_ABOVE, (0.9 * burnRate(before, slo.period)) / burnRate(last, slo.period)))
}

const FAR_ABOVE = 2.7
const JUST_ABOVE = 1.08

/** When the first of some pairs fires in a full outage. */
function outageDetected(slo: Slo, pages: readonly AlertWindow[], { eventsPerSecond }: Traffic): number {
  return Math.min(...pages.map(window => guardedTime(slo, window, 1, eventsPerSecond) ?? slo.period))
}

/** The earliest that any pair can fire: not before its long window burns fast enough. */
function outageNotBefore(slo: Slo, pages: readonly AlertWindow[]): number {
  return Math.min(...pages.map(window => detectionTime(window, slo, 1) ?? slo.period))
}

function fullOutage(slo: Slo, pages: readonly AlertWindow[], traffic: Traffic): AlertTestCase {
  const outage = roundUp(outageDetected(slo, pages, traffic) + SLACK, STEP)
  // So long an outage may be enough for a slower pair as well, which takes longer to be satisfied that it is over.
  const fired = pages.filter((window, index) => {
    return index === 0 || outage / window.long > alertThreshold(window, slo) * NEARLY
  })
  // Windows that are added up from five-minute rates remember as much longer.
  const smoothing = fired.length > 1 ? BASE_WINDOW : 0
  const reset = roundUp(Math.max(...fired.map(window => resetTime(window, slo, 1))) + smoothing + SLACK, STEP)
  const early = BEFORE + roundDown(outageNotBefore(slo, pages), STEP) - STEP
  return {
    name: 'a full outage pages within the predicted time, once, and stops within the short window',
    pace: 'fast',
    segments: [traffic.clean(BEFORE), traffic.bad(outage, 1), traffic.clean(roundUp(reset + minutes(1), STEP))],
    expectations: [
      page(BEFORE - STEP, false),
      page(early, false),
      page(BEFORE + outage, true),
      page(BEFORE + outage + reset, false),
    ],
  }
}

/** A stack that came up two and a half minutes ago and breaks: its owner is looking, and must not wait for the hour. */
function youngOutage(slo: Slo, pages: readonly AlertWindow[], traffic: Traffic): AlertTestCase {
  const age = seconds(150)
  const paged = roundUp(age + outageDetected(slo, pages, traffic) + seconds(20), SAMPLE)
  const isAtOnce = outageNotBefore(slo, pages) < SLACK
  return {
    name: 'an outage three minutes after the start pages as soon as one after a year',
    pace: 'fast',
    segments: [traffic.clean(age), traffic.bad(roundUp(paged - age + seconds(20), SAMPLE), 1)],
    expectations: [page(isAtOnce ? age - STEP : age + STEP, false), page(roundUp(paged, STEP), true)],
  }
}

/** The interval between two samples at the fast pace. */
const SAMPLE = seconds(5)

/** A little above the quick pair's threshold: the long window decides, and the formula says when. */
function steadyBurn(slo: Slo, window: AlertWindow, traffic: Traffic): readonly AlertTestCase[] {
  const bad = Math.min(1, 1.1 * burnRate(window, slo.period) * errorBudget(slo.objective))
  const fires = guardedTime(slo, window, bad, traffic.eventsPerSecond)
  if (fires === undefined) return []
  const detected = detectionTime(window, slo, bad) ?? slo.period
  const burning = roundUp(fires + SLOW_SLACK, SLOW_STEP)
  const before = hours(2)
  return [
    {
      name: `a burn of ${times(1.1 * burnRate(window, slo.period))} pages when the long window is spent, not long before`,
      pace: 'slow',
      segments: [traffic.clean(before), traffic.bad(burning, bad)],
      expectations: [page(before + roundDown(detected * 0.8, SLOW_STEP), false), page(before + burning, true)],
    },
  ]
}

/** Burns above one pair's threshold and below the faster ones; none where too few bad events come for the guard. */
function slowBurn(slo: Slo, window: AlertWindow, factor: number, traffic: Traffic): readonly AlertTestCase[] {
  const burn = burnRate(window, slo.period)
  const bad = Math.min(1, factor * burn * errorBudget(slo.objective))
  const fires = guardedTime(slo, window, bad, traffic.eventsPerSecond)
  if (fires === undefined) return []
  const detected = detectionTime(window, slo, bad) ?? slo.period
  const fired = roundUp(fires + SLOW_SLACK, SLOW_STEP)
  const { severity } = window
  return [
    {
      name: `a burn of ${times(factor * burn)} is a ${severity} when its long window says so`,
      pace: 'slow',
      segments: [traffic.bad(roundUp(fired + SLOW_STEP, SLOW_STEP), bad)],
      expectations: [
        expectation(severity, roundDown(detected * 0.8, SLOW_STEP), false),
        expectation(severity, fired, true),
        ...(severity === 'ticket' ? [page(fired, false)] : []),
      ],
    },
  ]
}

/** Nine tenths of the page's slowest threshold: never a page, and a ticket in time. */
function belowThreshold(
  slo: Slo,
  window: AlertWindow,
  tickets: readonly AlertWindow[],
  traffic: Traffic,
): AlertTestCase {
  const bad = Math.min(1, 0.9 * burnRate(window, slo.period) * errorBudget(slo.objective))
  const detected = Math.min(...tickets.map(ticket => detectionTime(ticket, slo, bad) ?? slo.period))
  const fired = roundUp(detected + SLOW_SLACK, SLOW_STEP)
  return {
    name: 'nine tenths of the slowest page burn wakes nobody and is a ticket',
    pace: 'slow',
    segments: [traffic.bad(roundUp(fired + SLOW_STEP, SLOW_STEP), bad)],
    expectations: [
      page(roundDown(fired / 2, SLOW_STEP), false),
      page(fired, false),
      expectation('ticket', fired, true),
    ],
  }
}

/** Nine tenths of the slowest threshold of all. */
function belowEverything(slo: Slo, window: AlertWindow, traffic: Traffic): AlertTestCase {
  const bad = Math.min(1, 0.9 * burnRate(window, slo.period) * errorBudget(slo.objective))
  const end = hours(12)
  return {
    name: 'nine tenths of the slowest burn is neither page nor ticket',
    pace: 'slow',
    segments: [traffic.bad(end, bad)],
    expectations: [page(end, false), expectation('ticket', end, false)],
  }
}

/** Things that look like trouble to a counter and are none. */
function harmless(slo: Slo, pages: readonly AlertWindow[], { clean, bad }: Traffic): readonly AlertTestCase[] {
  const quiet = (name: string, ...segments: readonly Segment[]): AlertTestCase => {
    const end = totalLength(segments)
    return {
      name,
      pace: 'fast',
      segments,
      expectations: [page(roundDown(end / 2, STEP), false), page(end - minutes(1), false), page(end, false)],
    }
  }
  // At 99.995 % and above, five seconds are a good part of what may be lost in hours.
  const isShort = pages.every(window => SAMPLE / window.long < alertThreshold(window, slo) / 2)
  const blip = quiet(
    'five bad seconds in the first minutes do not page',
    clean(minutes(2)),
    bad(SAMPLE, 1),
    clean(minutes(10)),
  )
  return [
    ...(isShort ? [blip] : []),
    quiet('a counter that starts again does not page', clean(BEFORE), clean(minutes(10), 'restart')),
    quiet('three minutes without a scrape do not page', clean(BEFORE), clean(minutes(3), 'gap'), clean(minutes(7))),
    quiet('a restart of Prometheus does not page', clean(BEFORE), clean(minutes(10), 'gap'), clean(minutes(7))),
    quiet('a process that is replaced does not page', clean(BEFORE), clean(minutes(10), 'replaced')),
  ]
}

function page(at: number, fires: boolean): AlertExpectation {
  return expectation('page', at, fires)
}

function expectation(severity: AlertSeverity, at: number, fires: boolean): AlertExpectation {
  return { at: milliseconds(at), severity, fires }
}

function times(rate: number): string {
  return `${Number(rate.toPrecision(3))} times`
}
