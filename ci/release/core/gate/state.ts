import { inSeconds } from '../../../../lib/duration.ts'
import type { Beside } from '../beside/beside.ts'
import type { Compared } from '../beside/compared.ts'
import type { CutOff } from './cut-off.ts'
import type { Population } from './population.ts'
import type { SequentialTest } from './sequential-test.ts'
import type { GateSettings, Objective } from './settings.ts'
import { NOTHING_COUNTED, type Tally } from './tally.ts'

/** One question about one path, and how far its test has come. */
export interface GateTest {
  readonly objective: Objective
  readonly test: SequentialTest
  /** How the bad answers of the canary and of the old release compare; of a canary only. */
  readonly compared: Compared
  /** Why its rates are not those of the objective. */
  readonly because: 'baseline' | 'old-broken' | undefined
}

/** A question that is not judged, and why. */
export interface Unjudged {
  readonly objective: Objective
  readonly because: 'broken-before' | 'objective'
}

/** All that the gate knows at one moment. */
export interface GateState {
  readonly settings: GateSettings
  /** When it began, in seconds on its own clock. */
  readonly fromSeconds: number
  readonly population: Population
  readonly tests: readonly GateTest[]
  /** What does not stop a release: a canary that is slower than the old release, but not much. */
  readonly warnings: readonly GateTest[]
  /** What is known of both releases, by path; of a canary only. */
  readonly besides: ReadonlyMap<string, Beside>
  readonly unjudged: readonly Unjudged[]
  readonly cutOff: CutOff
  /** By path. */
  readonly tallies: ReadonlyMap<string, Tally>
  /** When the first answer that is judged was sent, in seconds. */
  readonly firstSeconds: number | undefined
}

/** What was counted on a path. */
export function tallyOf({ tallies }: GateState, path: string): Tally {
  return tallies.get(path) ?? NOTHING_COUNTED
}

/** How long answers have been judged at a moment on the gate's clock. */
export function judgedSeconds({ fromSeconds }: GateState, nowSeconds: number): number {
  return nowSeconds - fromSeconds
}

/** The same without the seconds in which it was cut off. */
export function reachedSeconds(state: GateState, nowSeconds: number): number {
  return judgedSeconds(state, nowSeconds) - state.cutOff.count
}

/** When it gives up, in seconds on its clock. */
export function deadlineSeconds({ settings, fromSeconds }: GateState): number {
  return fromSeconds + inSeconds(settings.within)
}
