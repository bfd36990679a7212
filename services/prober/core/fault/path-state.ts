import type { Answerer, Path, Phase } from '../../contract/names.ts'
import type { Reason } from '../../contract/reasons.ts'
import type { Sample } from '../judge/sample.ts'
import type { Tally } from './share.ts'

/** How one sample found its path: in order, or in trouble. */
export type SamplePathState = { readonly path: Path; readonly state: 'good' } | TroubledPath

/** How a path stands. Unsure: too few samples to say that what fails on another path does not touch it. */
export type PathState = SamplePathState | { readonly path: Path; readonly state: 'unsure'; readonly tally: Tally }

/** A path that fails, or is good and slower than it should be. */
export interface TroubledPath {
  readonly path: Path
  readonly state: 'slow' | 'bad'
  readonly phase: Phase
  readonly reason: Reason | 'slow'
  /** Undefined when no reply came. */
  readonly answeredBy: Answerer | undefined
  readonly status: number | undefined
  /** How many of how many samples failed, where not all of them did. */
  readonly part?: Tally
  /** The addresses that the failures follow, where some answer. */
  readonly instances?: FailingInstances
}

/** The instances of a hop that fail, of all that were asked. */
export interface FailingInstances {
  /** By name, or as `host:port`; in order. */
  readonly failing: readonly string[]
  readonly of: number
}

/** What localisation needs of a sample: the whole samples of a thousand probes would be megabytes. */
export interface SampleState {
  readonly role: Sample['role']
  /** When its slot was due. */
  readonly slotWall: number
  /** The instance that it connected to: its name, or `host:port`. */
  readonly address: string | undefined
  readonly state: SamplePathState
}

/** One probe's samples by path, oldest first: those of the last two slots, and all since a recent bad one of any path. */
export type PathHistory = Readonly<Partial<Record<Path, readonly SampleState[]>>>
