import type { Path } from '../../contract/names.ts'
import type { Finished } from '../judge/sample.ts'
import type { Sight } from './fault-rules.ts'

/** What the verdict needs of a sample: of a thousand probes the whole samples would be megabytes. */
interface Sighting {
  readonly role: Finished['role']
  readonly sight: Sight
}

/** What was seen of one probe's paths in its last two slots and the confirmations since. */
export type Sightings = Readonly<Partial<Record<Path, readonly Sighting[]>>>

/** Adds a valid sample; what is older than the last two slots is forgotten. */
export function withSighting(sightings: Sightings, finished: Finished): Sightings {
  const all = [...(sightings[finished.path] ?? []), { role: finished.role, sight: sightOf(finished) }]
  const slots = all.filter(({ role }) => role === 'slot')
  const oldest = slots.at(-2)
  return { ...sightings, [finished.path]: oldest === undefined ? all : all.slice(all.indexOf(oldest)) }
}

/**
 * How each path stands. One bad sample alone is no trouble yet: a second one, of the confirmation or of another path in
 * the same slot, must stand by it. Slowness must have lasted two slots, for one slow answer is met every day.
 */
export function sightsOf(sightings: Sightings): readonly Sight[] {
  const entries = Object.entries(sightings) as [Path, readonly Sighting[]][]
  const failing = entries.filter(([, samples]) => lastSlot(samples)?.sight.state === 'bad').length
  return entries.map(([path, samples]) => {
    const bad = samples.filter(({ sight }) => sight.state === 'bad')
    const latest = bad.at(-1)
    const slots = samples.filter(({ role }) => role === 'slot')
    const last = slots.at(-1)
    const isLastSlotBad = last?.sight.state === 'bad'
    if (latest !== undefined && (bad.length > 1 || (isLastSlotBad && failing > 1))) return latest.sight
    const isSlow = slots.length > 1 && slots.every(({ sight }) => sight.state === 'slow')
    return isSlow && last !== undefined ? last.sight : GOOD[path]
  })
}

function lastSlot(samples: readonly Sighting[]): Sighting | undefined {
  return samples.findLast(({ role }) => role === 'slot')
}

/** The sample as it looks by itself; whether it is trouble, those around it decide. */
function sightOf({ path, outcome, answeredBy, observation }: Finished): Sight {
  const status = observation.response?.status
  if (!outcome.isGood) {
    const { phase, reason } = outcome.failure
    return { path, state: 'bad', phase, reason, answeredBy, status }
  }
  return outcome.isDegraded ? { path, state: 'slow', phase: 'wait', reason: 'slow', answeredBy, status } : GOOD[path]
}

/** Nearly every sample, so there is one for all of them. */
const GOOD: Readonly<Record<Path, Sight>> = {
  edge: { path: 'edge', state: 'good' },
  ingress: { path: 'ingress', state: 'good' },
  app: { path: 'app', state: 'good' },
}
