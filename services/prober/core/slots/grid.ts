/** The first slot after a time, on the grid of whole intervals shifted by a phase; all in milliseconds. */
export function slotAfter(time: number, interval: number, phase: number): number {
  return Math.floor((time - phase) / interval + 1) * interval + phase
}

/** How many slots of that grid lie after a time and at or before `now`. */
export function slotsUntil(time: number, now: number, interval: number, phase: number): number {
  return Math.max(0, Math.floor((now - phase) / interval) - Math.floor((time - phase) / interval))
}

/**
 * Where on the grid a probe's slots fall, from its name alone: probes are spread over the interval, and keep their place
 * when others come and go.
 */
export function phaseOf(name: string, interval: number): number {
  return Math.floor((fnv1a(name) / 2 ** 32) * interval)
}

/** FNV-1a, 32 bits, stirred so that names which differ in their last letter end up far apart (http://www.isthe.com/chongo/tech/comp/fnv/). */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** Paths of one slot start this far apart, so that they do not wait for each other in the prober; milliseconds. */
export function pathOffset(index: number, interval: number): number {
  return index * Math.min(40, interval / 20)
}
