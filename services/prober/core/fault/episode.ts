import type { SampleState } from './path-state.ts'
import type { Tally } from './share.ts'

/** The failures of a path that belong together, with the good samples between and after them. */
export interface Episode {
  /** From the first bad sample on. */
  readonly samples: readonly SampleState[]
  /** From the first bad sample to the last one. */
  readonly tally: Tally
  /** Good samples since the last bad one, and slots among them. */
  readonly goodSince: number
  readonly goodSlotsSince: number
}

/** So many good samples in a row come less often than this while the fault lasts. */
const OVER = 0.02

/**
 * The latest failures of a path; undefined when there are none. Failures before a row of good samples belong to the same
 * fault as long as that row is no longer than chance allows: a replica of two that hangs fails every second request, and
 * an outage that was healed is another one than the next.
 */
export function latestEpisode(samples: readonly SampleState[]): Episode | undefined {
  const last = samples.findLastIndex(isBad)
  if (last === -1) return undefined
  let first = last
  let bad = 1
  for (let index = last - 1; index >= 0; index--) {
    const sample = samples[index]
    if (sample === undefined || !isBad(sample)) continue
    const gap = first - index - 1
    const tally = { bad: bad + 1 + badBefore(samples, index), of: last - index + 1 + badBefore(samples, index) }
    if (gap > 1 && chanceOfGood(tally, gap) < OVER) break
    first = index
    bad += 1
  }
  const since = samples.slice(last + 1)
  return {
    samples: samples.slice(first),
    tally: { bad, of: last - first + 1 },
    goodSince: since.length,
    goodSlotsSince: since.filter(({ role }) => role === 'slot').length,
  }
}

/** How many bad samples stand in a row before this one. */
function badBefore(samples: readonly SampleState[], index: number): number {
  let count = 0
  for (let before = index - 1; before >= 0; before--) {
    const sample = samples[before]
    if (sample === undefined || !isBad(sample)) break
    count += 1
  }
  return count
}

/** The chance of so many good samples in a row while a fault lasts; a tally that ends with a bad one counts it as no chance. */
function chanceOfGood({ bad, of }: Tally, good: number): number {
  return of === 1 ? 0 : ((of - bad) / (of - 1)) ** good
}

/**
 * Whether the episodes of a probe's paths have ended together: each path has been good in at least two samples, one of a
 * slot, and so many in a row would hardly have come while the fault lasted.
 */
export function areOver(episodes: readonly Episode[]): boolean {
  if (episodes.some(({ goodSince, goodSlotsSince }) => goodSince < 2 || goodSlotsSince < 1)) return false
  return episodes.reduce((chance, episode) => chance * chanceOfRecovery(episode), 1) < OVER
}

/** The chance of the good samples since the last bad one; of an instance that failed each time, two good ones are enough. */
function chanceOfRecovery({ samples, tally, goodSince }: Episode): number {
  const addresses = new Set(samples.filter(isBad).map(({ address }) => address))
  const byAddress = [...addresses].map(address => latestRun(samples.filter(sample => sample.address === address)))
  const chance = byAddress.reduce(
    (product, run) => product * (run.goodSince < 2 ? 1 : chanceOfGood(run.tally, run.goodSince)),
    1,
  )
  return Math.min(chance, chanceOfGood(tally, goodSince))
}

/** From the first bad sample to the last one, and the good ones after it. */
function latestRun(samples: readonly SampleState[]): Pick<Episode, 'tally' | 'goodSince'> {
  const first = samples.findIndex(isBad)
  const last = samples.findLastIndex(isBad)
  const bad = samples.filter(isBad).length
  return { tally: { bad, of: last - first + 1 }, goodSince: samples.length - 1 - last }
}

export function isBad({ state }: SampleState): boolean {
  return state.state === 'bad'
}
