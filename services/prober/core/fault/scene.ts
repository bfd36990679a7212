import type { Finished } from '../judge/sample.ts'
import type { Observations } from './fault-rules.ts'
import { combine, type Localisation, localise } from './localise.ts'
import { type Sightings, sightsOf, withSighting } from './path-states.ts'

/** What is known of the hops besides samples. */
export type Knowledge = Pick<Observations, 'edgeAlive' | 'ingressAlive' | 'isReferenceGood'>

/** Everything the verdict is made from. It grows with each message of the thread that probes. */
export interface Scene {
  /** Adds a sample; one that is not believed changes nothing. */
  see(finished: Finished): void
  know(more: Partial<Knowledge>): void
  /** Forgets the probes that are no longer defined. */
  keepOnly(names: ReadonlySet<string>): void
  /** Which hop is broken; only the probes named are looked at anew, all when none is. */
  verdict(probe?: string): Localisation
}

/** An empty scene. Verdicts are kept per probe, so that a round of one costs the same however many there are. */
export function createScene(): Scene {
  const probes = new Map<string, Sightings>()
  const troubled = new Map<string, Localisation>()
  let knowledge: Knowledge = { edgeAlive: undefined, ingressAlive: undefined, isReferenceGood: true }
  let good: Localisation | undefined

  const lookAt = (name: string): void => {
    const verdict = localise({ ...knowledge, sights: sightsOf(probes.get(name) ?? {}) })
    if (verdict.domain === 'none') {
      troubled.delete(name)
      good = verdict
    } else troubled.set(name, verdict)
  }
  return {
    see(finished) {
      if (finished.invalid !== undefined) return
      probes.set(finished.probe, withSighting(probes.get(finished.probe) ?? {}, finished))
    },
    know(more) {
      knowledge = { ...knowledge, ...more }
    },
    keepOnly(names) {
      for (const name of probes.keys()) {
        if (names.has(name)) continue
        probes.delete(name)
        troubled.delete(name)
      }
    },
    verdict(probe) {
      for (const name of probe === undefined ? probes.keys() : [probe]) if (probes.has(name)) lookAt(name)
      return combine([...troubled.values()]) ?? good ?? NOTHING_YET
    },
  }
}

/** The verdict before the first round has ended. */
export const NOTHING_YET: Localisation = { domain: 'unknown', evidence: ['Nothing has been probed yet.'] }
