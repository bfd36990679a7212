import { type Duration, inSeconds, milliseconds, seconds } from '../../../lib/duration.ts'
import { type AlertWindow, type Slo, sloId } from '../../../slo/core/model.ts'
import { alertThreshold, detectionTime, firingPairs } from '../../../slo/core/windows.ts'
import { OWN_PAGE_AFTER } from '../watchers/own-page.ts'
import { eventsUntil } from './chance.ts'
import type { Promised } from './promised.ts'

/** A scrape (5 s), an evaluation (15 s), a probe's timeout (4 s) and the sending of the page stand between the formula and the page. */
const ALERT_PATH: Duration = seconds(30)
/** Beyond what is predicted, so that a busy machine does not fail a drill. */
const PATIENCE: Duration = seconds(30)
/** Naming the hop takes two probes of each path, and a probe that hangs takes its whole timeout. */
export const FAULT_DOMAIN_DEADLINE: Duration = seconds(30)

/** By then a page that comes by chance has come in all but one of so many drills. */
const CERTAINTY = 0.999

/**
 * How long the page may take when this part of all events is bad, by the alert windows' formula; undefined when it can never
 * fire. What fails by chance may be lucky for a while: then it is the time by which the page is nearly certain.
 */
export function predictedPage(slo: Slo, errorRatio = 1): Duration | undefined {
  const times = pageWindows(slo).flatMap(window =>
    detectionTime(window, slo, errorRatio) === undefined ? [] : [reachedBy(window, slo, errorRatio)],
  )
  return times.length === 0 ? undefined : milliseconds(Math.min(...times))
}

/** When the long window's threshold is reached. */
function reachedBy(window: AlertWindow, slo: Slo, errorRatio: number): Duration {
  const mean = detectionTime(window, slo, errorRatio) ?? milliseconds(0)
  const interval = slo.sli.kind === 'events' ? slo.sli.eventIntervalSeconds : undefined
  if (errorRatio >= 1 || interval === undefined) return mean
  const needed = Math.floor((alertThreshold(window, slo) * inSeconds(window.long)) / interval) + 1
  return seconds(eventsUntil(needed, errorRatio, CERTAINTY) * interval)
}

/** The SLO whose page comes first in a drill. */
export function firstToPage(drill: Promised, slos: readonly Slo[]): Slo | undefined {
  const timeOf = (slo: Slo) => predictedPage(slo, drill.errorRatio)
  const can = slos.filter(slo => drill.slos.includes(sloId(slo)) && timeOf(slo) !== undefined)
  return can.toSorted((a, b) => (timeOf(a) ?? 0) - (timeOf(b) ?? 0))[0]
}

/** Until when the first of the drill's pages must have come, or would have. */
export function pageDeadline(drill: Promised, slos: readonly Slo[]): Duration | undefined {
  if (drill.isPagedByStack === true) return milliseconds(OWN_PAGE_AFTER + PATIENCE)
  const first = firstToPage(drill, slos)
  const time = first && predictedPage(first, drill.errorRatio)
  return time === undefined ? undefined : milliseconds(time + ALERT_PATH + PATIENCE)
}

/**
 * How much later a page may come because probes were not counted: the formula takes every slot as a bad event, and a prober on
 * a busy machine skips some, or finds its samples spoiled. At most as long again as was waited.
 */
export function uncountedTime(slo: Slo, waited: Duration, counted: number): Duration {
  const interval = slo.sli.kind === 'events' ? slo.sli.eventIntervalSeconds : undefined
  if (interval === undefined) return milliseconds(0)
  // The newest slot may not have been scraped yet, and the oldest may have come before.
  const missing = Math.floor(inSeconds(waited) / interval) - 2 - counted
  return milliseconds(Math.min(waited, Math.max(0, seconds(Math.ceil(missing) * interval))))
}

/**
 * Until when the page must have ended: when the longest of the page's short windows that the outage touched no longer
 * shows enough of it.
 */
export function resolveDeadline(drill: Promised, slos: readonly Slo[], outage: Duration): Duration {
  const touched = slos.filter(slo => drill.slos.includes(sloId(slo)))
  const shorts = touched.flatMap(slo =>
    pageWindows(slo)
      .filter((window, index) => index === 0 || outage >= touchedAfter(window, slo, drill.errorRatio))
      .map(window => window.short),
  )
  return milliseconds(Math.max(0, ...shorts) + ALERT_PATH + PATIENCE)
}

/** Until when every hop must answer again after a drill in which nothing paged: as long as naming it may take, and as patiently. */
export function calmDeadline(): Duration {
  return milliseconds(FAULT_DOMAIN_DEADLINE + PATIENCE)
}

/** After how long an outage the long window of a pair may show enough of it. */
function touchedAfter(window: AlertWindow, slo: Slo, errorRatio = 1): number {
  const mean = detectionTime(window, slo, errorRatio) ?? Number.POSITIVE_INFINITY
  // Chance makes it sooner as well as later.
  return errorRatio < 1 ? mean / 2 : mean
}

/** The window pairs that page, fastest first. */
function pageWindows(slo: Slo): readonly AlertWindow[] {
  return firingPairs(slo, 'page').toSorted((a, b) => a.long - b.long)
}
