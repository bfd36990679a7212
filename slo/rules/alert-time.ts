import { type Duration, inSeconds, milliseconds, seconds } from '../../lib/duration.ts'
import type { AlertSeverity, AlertWindow, Slo } from '../core/model.ts'
import { alertThreshold, detectionTime } from '../core/windows.ts'
import { badEventsTime, guardTime, needsMinFailures } from './low-traffic.ts'

/** From this number of bad events on, one more or less makes no visible difference. */
const FEW_EVENTS = 10

/**
 * How long an error ratio lasts until a pair fires: until its long window burns fast enough (`detectionTime`), and the
 * guard has counted as many bad events as it needs (`guardTime`). Undefined when it never does; `rate` is events a
 * second.
 */
export function guardedTime(slo: Slo, window: AlertWindow, errorRatio: number, rate: number): Duration | undefined {
  const detected = detectionTime(window, slo, errorRatio)
  if (detected === undefined || !needsMinFailures(slo, window)) return patient(slo, window, detected)
  return patient(slo, window, later(detected, guardTime(window.long, rate * errorRatio * 60)))
}

/**
 * The same in whole events, as people count them: where fewer than ten bad ones decide, they are counted one by
 * one. Without a `rate` events are assumed to be many.
 */
function alertTime(slo: Slo, window: AlertWindow, errorRatio: number, rate?: number): Duration | undefined {
  if (rate === undefined) return patient(slo, window, detectionTime(window, slo, errorRatio))
  const guarded = guardedTime(slo, window, errorRatio, rate)
  const needed = alertThreshold(window, slo) * rate * inSeconds(window.long)
  if (guarded === undefined || needed >= FEW_EVENTS) return guarded
  const counted = badEventsTime(window.long, rate * errorRatio * 60, Math.floor(needed) + 1)
  return later(guarded, patient(slo, window, counted))
}

/** When the first pair of a severity fires, a second at the earliest; undefined when none does. */
export function firstAlert(
  slo: Slo,
  severity: AlertSeverity,
  errorRatio: number,
  rate: number | undefined,
): Duration | undefined {
  if (slo.alerting[severity].disabled) return undefined
  const times = slo.windows
    .filter(window => window.severity === severity)
    .flatMap(window => alertTime(slo, window, errorRatio, rate) ?? [])
  return times.length === 0 ? undefined : milliseconds(Math.max(seconds(1), Math.min(...times)))
}

/** Events a second, of the probe or as declared; undefined where neither says. */
export function knownRate(slo: Slo): number | undefined {
  const interval = slo.sli.kind === 'events' ? slo.sli.eventIntervalSeconds : undefined
  return interval === undefined ? undefined : 1 / interval
}

/** An alert with a `for` fires that much later. */
function patient(slo: Slo, { severity }: AlertWindow, detected: Duration | undefined): Duration | undefined {
  return detected === undefined ? undefined : milliseconds(detected + (slo.alerting[severity].for ?? 0))
}

function later(one: Duration, other: Duration | undefined): Duration | undefined {
  return other === undefined ? undefined : milliseconds(Math.max(one, other))
}
