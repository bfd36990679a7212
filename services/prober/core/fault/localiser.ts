import type { Sample } from '../judge/sample.ts'
import type { FaultInputs } from './fault-rules.ts'
import { combine, forProbe, type Localisation, localise } from './localise.ts'
import { withSample } from './path-history.ts'
import type { PathHistory } from './path-state.ts'
import { pathStates } from './path-states.ts'

/** What is known of the hops besides samples. */
export type HopKnowledge = Omit<FaultInputs, 'paths'>

/** Localises faults over all probes, from their latest samples and what is known of the hops. */
export interface Localiser {
  /** Adds a sample; of an invalid one only that it is one. */
  add(sample: Sample): void
  know(more: Partial<HopKnowledge>): void
  /** What the instances are called, by their addresses. */
  nameInstances(names: ReadonlyMap<string, string>): void
  /** Drops the probes that are no longer defined. */
  keepOnly(names: ReadonlySet<string>): void
  /** Which hop is broken; evaluates only the probe that is named, or all of them. */
  localise(probe?: string): Localisation
  /** Where the fault of one probe is, as it was evaluated last, when this is where it is over all of them. */
  ofProbe(probe: string, overAll: Localisation): Localisation
  isTroubled(probe: string): boolean
  /** The probes in trouble. */
  troubled(): readonly string[]
}

/** A localiser without samples. It keeps the result of each probe, so that one batch costs the same whatever their number. */
export function createLocaliser(): Localiser {
  const histories = new Map<string, PathHistory>()
  const troubled = new Map<string, ReturnType<typeof localise>>()
  let knowledge: HopKnowledge = { edgeAlive: undefined, ingressAlive: undefined, isReferenceGood: true }
  let good: Localisation | undefined
  let instanceNames: ReadonlyMap<string, string> = new Map()
  let lately: readonly boolean[] = []
  /** Where nothing is found that is broken: a prober that could measure nothing has not found everything good. */
  const untroubled = () => (lately.filter(isSpoiled => isSpoiled).length >= SPOILED_NAMES ? SPOILED : good)

  const evaluate = (name: string, history: PathHistory): void => {
    const localisation = localise({ ...knowledge, paths: pathStates(history) }, name)
    if (localisation.domain === 'none') {
      troubled.delete(name)
      const { domain, evidence } = localisation
      good = { domain, evidence }
    } else troubled.set(name, localisation)
  }
  return {
    add(sample) {
      lately = [...lately.slice(1 - LATELY), sample.invalid !== undefined]
      if (sample.invalid !== undefined) return
      histories.set(sample.probe, withSample(histories.get(sample.probe) ?? {}, sample, instanceNames))
    },
    nameInstances(names) {
      instanceNames = names
    },
    know(more) {
      knowledge = { ...knowledge, ...more }
    },
    keepOnly(names) {
      for (const name of histories.keys()) {
        if (names.has(name)) continue
        histories.delete(name)
        troubled.delete(name)
      }
    },
    localise(probe) {
      for (const name of probe === undefined ? histories.keys() : [probe]) {
        const history = histories.get(name)
        if (history !== undefined) evaluate(name, history)
      }
      return combine([...troubled.values()]) ?? untroubled() ?? NOTHING_PROBED
    },
    ofProbe(probe, overAll) {
      const own = troubled.get(probe)
      return own === undefined ? (untroubled() ?? NO_TROUBLE) : forProbe(own, overAll)
    },
    isTroubled: probe => troubled.has(probe),
    troubled: () => [...troubled.keys()],
  }
}

/** Of so many samples, over all probes, so many that are invalid are no accident any more. */
const LATELY = 12
const SPOILED_NAMES = 8

const SPOILED: Localisation = {
  domain: 'prober',
  evidence: [
    'The prober itself has spoiled most of its latest samples, so that they do not count; what counts is good.',
  ],
}

const NO_TROUBLE: Localisation = { domain: 'none', evidence: [] }

/** The localisation before the first batch has ended. */
export const NOTHING_PROBED: Localisation = { domain: 'unknown', evidence: ['Nothing has been probed yet.'] }
