import { type Duration, milliseconds } from '../../../../lib/duration.ts'

/** The first slot after a moment, on the grid of whole intervals shifted by a phase. */
export function slotAfter(momentSteady: number, interval: Duration, phase: Duration): number {
  return Math.floor((momentSteady - phase) / interval + 1) * interval + phase
}

/** How many slots of that grid lie after a moment, up to and including another. */
export function slotsBetween(afterSteady: number, untilSteady: number, interval: Duration, phase: Duration): number {
  return Math.max(0, Math.floor((untilSteady - phase) / interval) - Math.floor((afterSteady - phase) / interval))
}

/**
 * Where on the grid a probe's slots fall, from its name alone: probes are spread over the interval, and keep their place
 * when others come and go.
 */
export function phaseOf(name: string, interval: Duration): Duration {
  return milliseconds(Math.floor((fnv1a(name) / 2 ** 32) * interval))
}

/** FNV-1a, 32 bits, mixed so that names which differ only in their last letter end up far apart (http://www.isthe.com/chongo/tech/comp/fnv/). */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** Paths of one slot start this far apart, so that they do not wait for each other in the prober. */
export function pathOffset(index: number, interval: Duration): Duration {
  return milliseconds(index * Math.min(40, interval / 20))
}
