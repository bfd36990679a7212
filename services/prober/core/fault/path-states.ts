import type { Path } from '../../contract/names.ts'
import { areOver, type Episode, isBad, latestEpisode } from './episode.ts'
import { failingInstances } from './instances.ts'
import { GOOD } from './path-history.ts'
import type { PathHistory, PathState, SampleState } from './path-state.ts'
import { isUntouched, type Tally } from './share.ts'

interface Seen {
  readonly path: Path
  readonly samples: readonly SampleState[]
  readonly episode: Episode | undefined
}

interface Troubled extends Seen {
  readonly episode: Episode
}

/**
 * How each path stands. One bad sample alone is no trouble yet: a second one, of a confirmation, of a later slot or of
 * another path in the same slot, must confirm it. Slowness must have lasted two slots, for single slow answers are normal.
 * While a path is in trouble, another one counts as good only if it would have failed as well had the fault touched it.
 */
export function pathStates(history: PathHistory): readonly PathState[] {
  const entries = Object.entries(history) as [Path, readonly SampleState[]][]
  const seen = entries.map(([path, samples]): Seen => ({ path, samples, episode: latestEpisode(samples) }))
  const troubled = troubledPaths(seen)
  const worst = troubled.map(({ episode }) => episode.tally).toSorted((a, b) => b.bad - a.bad)[0]
  const since = Math.min(...troubled.map(({ episode }) => episode.samples[0]?.slotWall ?? 0))
  return seen.map(one => {
    const inTrouble = troubled.find(({ path }) => path === one.path)
    if (inTrouble !== undefined) return badState(one.path, inTrouble.episode.samples)
    const slow = slowState(one.samples)
    if (slow !== undefined || worst === undefined) return slow ?? GOOD[one.path]
    const samples = one.samples.filter(({ slotWall }) => slotWall >= since)
    const tally = tallyOf(samples)
    if (isUntouched(tally, worst)) return GOOD[one.path]
    // By its own samples it may be over; beside another path that still fails it is not.
    return tally.bad > 1 ? badState(one.path, samples) : { path: one.path, state: 'unsure', tally }
  })
}

function troubledPaths(seen: readonly Seen[]): readonly Troubled[] {
  const isLastSlotBad = ({ samples }: Seen): boolean =>
    samples.findLast(({ role }) => role === 'slot')?.state.state === 'bad'
  const failing = seen.filter(isLastSlotBad).length
  const confirmed = seen.flatMap(one => {
    const { episode } = one
    if (episode === undefined) return []
    return episode.tally.bad > 1 || (isLastSlotBad(one) && failing > 1) ? [{ ...one, episode }] : []
  })
  if (areOver(confirmed.map(({ episode }) => episode))) return []
  return confirmed.filter(({ episode }) => !areOver([episode]))
}

/** What the latest bad sample saw, and how large a part of the samples fails. */
function badState(path: Path, samples: readonly SampleState[]): PathState {
  const latest = samples.findLast(isBad)?.state
  if (latest === undefined || latest.state === 'good') return GOOD[path]
  const part = tallyOf(samples)
  if (part.bad === part.of) return latest
  const instances = failingInstances(samples)
  return { ...latest, part, ...(instances === undefined ? {} : { instances }) }
}

function slowState(samples: readonly SampleState[]): PathState | undefined {
  const [last, before] = samples.filter(({ role }) => role === 'slot').toReversed()
  return last?.state.state === 'slow' && before?.state.state === 'slow' ? last.state : undefined
}

function tallyOf(samples: readonly SampleState[]): Tally {
  return { bad: samples.filter(isBad).length, of: samples.length }
}
