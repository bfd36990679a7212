import type { Sight } from './fault-rules.ts'
import type { Finished } from './finished.ts'
import type { Path } from './names.ts'

/** What was seen of one probe's paths in its last two slots and the confirmations since. */
export type Sightings = Readonly<Partial<Record<Path, readonly Finished[]>>>

/** Adds a valid sample; what is older than the last two slots is forgotten. */
export function withSighting(sightings: Sightings, finished: Finished): Sightings {
  const all = [...(sightings[finished.path] ?? []), finished]
  const slots = all.filter(({ role }) => role === 'slot')
  const oldest = slots.at(-2)
  return { ...sightings, [finished.path]: oldest === undefined ? all : all.slice(all.indexOf(oldest)) }
}

/**
 * How each path stands. One bad sample alone is no trouble yet: a second one, of the confirmation or of another path in
 * the same slot, must stand by it. Slowness must have lasted two slots, for one slow answer is met every day.
 */
export function sightsOf(sightings: Sightings): readonly Sight[] {
  const entries = Object.entries(sightings) as [Path, readonly Finished[]][]
  const failing = entries.filter(([, samples]) => lastSlot(samples)?.outcome.isGood === false).length
  return entries.map(([path, samples]) => {
    const bad = samples.filter(({ outcome }) => !outcome.isGood)
    const latest = bad.at(-1)
    const isLastSlotBad = lastSlot(samples)?.outcome.isGood === false
    if (latest !== undefined && (bad.length > 1 || (isLastSlotBad && failing > 1))) return troubled(path, latest)
    const slots = samples.filter(({ role }) => role === 'slot')
    const last = slots.at(-1)
    const isSlow = slots.length > 1 && slots.every(({ outcome }) => outcome.isGood && outcome.isDegraded)
    return isSlow && last !== undefined ? troubled(path, last) : { path, state: 'good' }
  })
}

function lastSlot(samples: readonly Finished[]): Finished | undefined {
  return samples.findLast(({ role }) => role === 'slot')
}

function troubled(path: Path, { outcome, answeredBy, observation }: Finished): Sight {
  const status = observation.response?.status
  if (outcome.isGood) return { path, state: 'slow', phase: 'wait', reason: 'slow', answeredBy, status }
  const { phase, reason } = outcome.failure
  return { path, state: 'bad', phase, reason, answeredBy, status }
}
