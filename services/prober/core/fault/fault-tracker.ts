import type { Finished } from '../judge/sample.ts'
import type { Localisation } from './localise.ts'
import { createScene, type Knowledge, NOTHING_YET } from './scene.ts'

/** The verdict that stands, and what it is made from. */
export interface StandingVerdict {
  readonly current: Localisation
  see(finished: Finished): void
  know(more: Partial<Knowledge>): void
  /** A burst begins or ends: in the middle of one, some paths have been looked at and others not. */
  burst(probe: string, isOn: boolean): void
  /** Judges anew, one probe or all; gives the verdict when it names another hop than before. */
  judge(probe?: string): Localisation | undefined
  /** Whatever was known, nobody looks now: the prober itself is what is broken, until it is judged anew. */
  blind(because: string): Localisation | undefined
  /** Forgets the probes that are no longer defined. */
  keepOnly(names: ReadonlySet<string>): void
}

/** Nothing has been seen yet. */
export function createStandingVerdict(): StandingVerdict {
  const scene = createScene()
  const confirming = new Set<string>()
  let current = NOTHING_YET
  const stand = (next: Localisation): Localisation | undefined => {
    const isChange = next.domain !== current.domain
    current = next
    if (!isChange) return undefined
    // What the hops said of themselves was asked in the trouble that is over.
    if (next.domain === 'none') scene.know({ edgeAlive: undefined, ingressAlive: undefined })
    return next
  }
  return {
    get current() {
      return current
    },
    see: finished => scene.see(finished),
    know: more => scene.know(more),
    burst(probe, isOn) {
      if (isOn) confirming.add(probe)
      else confirming.delete(probe)
    },
    judge: probe => (confirming.size > 0 ? undefined : stand(scene.verdict(probe))),
    blind(because) {
      confirming.clear()
      return stand({ domain: 'prober', evidence: [because] })
    },
    keepOnly(names) {
      scene.keepOnly(names)
      for (const probe of confirming) if (!names.has(probe)) confirming.delete(probe)
    },
  }
}
