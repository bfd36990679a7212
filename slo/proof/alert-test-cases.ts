import { hours, minutes, roundDown, roundUp, seconds } from '../../lib/duration.ts'
import { type AlertWindow, errorBudget, type Slo } from '../core/model.ts'
import { alertThreshold, BASE_WINDOW, burnRate, detectionTime, firingPairs, resetTime } from '../core/windows.ts'
import { guardedTime } from '../rules/alert-time.ts'
import { type AlertTestCase, BEFORE, expectation, PACES, page, type Traffic, trafficOf } from './alert-test-case.ts'
import { harmlessCases } from './harmless-cases.ts'

/** Moments are whole multiples of the evaluation interval. */
const STEP = PACES.fast.evaluation
const SLOW_STEP = PACES.slow.evaluation
const SAMPLE = PACES.fast.sample

/** Between the formulas and the alert stand a scrape, an evaluation and the rounding to whole steps. */
const SLACK = seconds(45)
/** The same for cases of days, evaluated every three minutes; five-minute rates lag by half their window more. */
const SLOW_SLACK = minutes(10)

/** A pair this near to its threshold may have fired: rates are extrapolated to the ends of their windows. */
const NEARLY = 0.7

/** Every test case of an SLO: when its alerts must fire, by the formulas of windows.ts and the traffic. */
export function alertTestCases(slo: Slo, eventsPerSecond: number): readonly AlertTestCase[] {
  const cases: AlertTestCase[] = []
  const pages = slo.alerting.page.disabled ? [] : firingPairs(slo, 'page')
  const tickets = slo.alerting.ticket.disabled ? [] : firingPairs(slo, 'ticket')
  const [quick, slow] = pages
  const traffic = trafficOf(eventsPerSecond)
  if (quick !== undefined) {
    cases.push(fullOutage(slo, pages, traffic), youngOutage(slo, pages, traffic), ...steadyBurn(slo, quick, traffic))
    cases.push(...harmlessCases(slo, pages, traffic))
  }
  if (slow !== undefined) cases.push(...slowBurn(slo, slow, JUST_ABOVE, traffic))
  if (slow !== undefined && tickets.length > 0) cases.push(belowThreshold(slo, slow, tickets, traffic))
  const last = tickets.at(-1)
  if (last !== undefined) {
    cases.push(...slowBurn(slo, last, between(slo, tickets), traffic), belowEverything(slo, last, traffic))
  }
  return cases
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
  // So long an outage may fire a slower pair as well, which takes longer to resolve.
  const fired = pages.filter((window, index) => {
    return index === 0 || outage / window.long > alertThreshold(window, slo) * NEARLY
  })
  // Windows that are summed from rates over the base window remember that much longer.
  const smoothing = fired.some(({ short }) => short > BASE_WINDOW) ? BASE_WINDOW : 0
  const stays = slo.alerting.page.keepFiringFor ?? 0
  const reset = roundUp(Math.max(...fired.map(window => resetTime(window, slo, 1))) + smoothing + stays + SLACK, STEP)
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

/**
 * A stack that started two and a half minutes ago and breaks must page now, not after the hour that the window covers.
 */
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

/** A little above the quick pair's threshold: the long window decides, and the formula gives the time. */
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
  const fired = roundUp(detected + (slo.alerting.ticket.for ?? 0) + SLOW_SLACK, SLOW_STEP)
  return {
    name: 'nine tenths of the slowest page burn does not page and is a ticket',
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

function times(rate: number): string {
  return `${Number(rate.toPrecision(3))} times`
}
