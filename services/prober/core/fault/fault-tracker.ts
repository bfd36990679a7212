import type { Sample } from '../judge/sample.ts'
import type { Localisation } from './localise.ts'
import { createLocaliser, type HopKnowledge, NOTHING_PROBED } from './localiser.ts'

/** The current localisation, and what it is made from. */
export interface FaultTracker {
  readonly current: Localisation
  add(sample: Sample): void
  know(more: Partial<HopKnowledge>): void
  /**
   * A burst begins or ends. In the middle of one, some paths have been confirmed and others not; of a probe that is known to
   * be in trouble it holds nothing up, for targets that fail often would together hold up everything.
   */
  burst(probe: string, isOn: boolean): void
  /** Localises again, for one probe or all; gives the localisation when it names another hop or other instances, or slowness instead of failure. */
  update(probe?: string): Localisation | undefined
  /** Nothing is measured now, so the prober itself is what is broken, until the next update. */
  blind(because: string): Localisation | undefined
  /** Where the fault of one probe is; `none` while it is in no trouble. */
  ofProbe(probe: string): Localisation
  /** The probes in trouble. */
  troubled(): readonly string[]
  /** Whether a burst is under way, so that nothing is localised. */
  readonly isConfirming: boolean
  /** Drops the probes that are no longer defined. */
  keepOnly(names: ReadonlySet<string>): void
  /** What the instances are called, by their addresses. */
  nameInstances(names: ReadonlyMap<string, string>): void
}

/** A tracker without samples. */
export function createFaultTracker(): FaultTracker {
  const localiser = createLocaliser()
  const confirming = new Set<string>()
  let current = NOTHING_PROBED
  let isBlind = false
  const replace = (next: Localisation): Localisation | undefined => {
    const isChange = nameOf(next) !== nameOf(current)
    current = next
    if (!isChange) return undefined
    // What the hops answered about themselves belongs to the trouble that is over.
    if (next.domain === 'none') localiser.know({ edgeAlive: undefined, ingressAlive: undefined })
    return next
  }
  return {
    get current() {
      return current
    },
    add: sample => localiser.add(sample),
    nameInstances: names => localiser.nameInstances(names),
    know: more => localiser.know(more),
    burst(probe, isOn) {
      if (!isOn) confirming.delete(probe)
      else if (!localiser.isTroubled(probe)) confirming.add(probe)
    },
    update(probe) {
      if (confirming.size > 0) return undefined
      isBlind = false
      return replace(localiser.localise(probe))
    },
    ofProbe: probe => (isBlind ? current : localiser.ofProbe(probe, current)),
    troubled: () => localiser.troubled(),
    get isConfirming() {
      return confirming.size > 0
    },
    blind(because) {
      isBlind = true
      confirming.clear()
      return replace({ domain: 'prober', evidence: [because] })
    },
    keepOnly(names) {
      localiser.keepOnly(names)
      for (const probe of confirming) if (!names.has(probe)) confirming.delete(probe)
    },
  }
}

function nameOf({ domain, instances, isSlow }: Localisation): string {
  return JSON.stringify([domain, instances, isSlow])
}
