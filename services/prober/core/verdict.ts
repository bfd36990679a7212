import type { Finished } from './finished.ts'
import { type Localisation, localiseAll, type Observations } from './localise.ts'
import { type Sightings, sightsOf, withSighting } from './sightings.ts'

/** Everything the verdict is made from; a value that grows with each message of the thread that probes. */
export interface Scene {
  readonly probes: Readonly<Record<string, Sightings>>
  readonly edgeAlive: boolean | undefined
  readonly ingressAlive: boolean | undefined
  readonly isReferenceGood: boolean
}

export const EMPTY_SCENE: Scene = { probes: {}, edgeAlive: undefined, ingressAlive: undefined, isReferenceGood: true }

/** The scene with one more sample; one that is not believed changes nothing. */
export function withFinished(scene: Scene, finished: Finished): Scene {
  if (finished.invalid !== undefined) return scene
  const sightings = withSighting(scene.probes[finished.probe] ?? {}, finished)
  return { ...scene, probes: { ...scene.probes, [finished.probe]: sightings } }
}

/** The scene without the probes that are no longer defined. */
export function withoutOthers(scene: Scene, names: readonly string[]): Scene {
  const kept = Object.entries(scene.probes).filter(([name]) => names.includes(name))
  return { ...scene, probes: Object.fromEntries(kept) }
}

/** Which hop is broken, by everything that is known. */
export function verdictOf({ probes, ...known }: Scene): Localisation {
  const all: readonly Observations[] = Object.values(probes).map(sightings => ({
    ...known,
    sights: sightsOf(sightings),
  }))
  return localiseAll(all)
}
