import { humanDuration, seconds } from '../../../lib/duration.ts'
import { percentText } from '../percent.ts'
import type { Cause } from '../span/reasons.ts'
import { TOO_SLOW } from '../span/reasons.ts'
import type { Span } from '../span/span.ts'

/** What stands where there is no figure. */
export const NO_DATA = 'no data'

/** A moment to the minute, in UTC: `2026-11-28 14:05`. */
export function minuteText(atSeconds: number): string {
  const text = new Date(atSeconds * 1000).toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, 16)}`
}

/** How long a span lasts. */
export function lengthText({ startSeconds, endSeconds }: Span): string {
  return humanDuration(seconds(Math.max(0, endSeconds - startSeconds)))
}

/** A part of a budget that is spent; parts too small to be seen say so. */
export function spentText(spent: number | undefined): string {
  if (spent === undefined || !Number.isFinite(spent)) return NO_DATA
  if (spent > 0 && spent < 0.001) return 'under 0.1 %'
  return `${(spent * 100).toFixed(1)} %`
}

/** A part of events or time, rounded down: what is not whole must not read so. */
export function partText(part: number | undefined, digits: number): string {
  return part === undefined ? NO_DATA : percentText(part, digits).replace('-', '−')
}

/** Why events were bad, in a few words; undefined is what is not known. */
export function causeText(cause: Cause | undefined): string {
  if (cause === undefined) return 'not known'
  const { path, reason, phase } = cause
  if (reason === TOO_SLOW) return `${path}: good, but too slow`
  return `${path}: ${reason.replaceAll('_', ' ')}${phase === undefined ? '' : ` (${phase})`}`
}
