import type { Duration } from '../../../../lib/duration.ts'
import type { CanaryPlace } from '../beside/canary-share.ts'
import type { Baseline } from './baseline.ts'
import type { ErrorRates } from './hypotheses.ts'

/**
 * What is judged on each path: the part of answers that are good, and of good ones that are fast enough; of a canary also whether
 * they are slower than those of the old release at the same moment.
 */
export type Question = 'available' | 'fast' | 'slower'

/** One question of one path, as an SLO states it. */
export interface Objective {
  readonly path: string
  readonly question: Question
  /** The part of answers that must be so, above 0 and below 1. */
  readonly objective: number
  /** An answer is fast enough up to this; of `fast` only. */
  readonly latency: Duration | undefined
}

/** What the gate is asked. */
export interface GateSettings {
  /** As answers name it; undefined: every answer counts. */
  readonly release: string | undefined
  readonly objectives: readonly Objective[]
  /** Where the release under test is one pod beside those of the old release: how it stands there. */
  readonly canary?: CanaryPlace
  /** What each path answered before the deploy, where that was measured. */
  readonly baselines: ReadonlyMap<string, Baseline>
  /** It decides within this time, or holds. */
  readonly within: Duration
  /** How often it may be wrong; as usual when absent. */
  readonly errors?: ErrorRates
  /** What a reader of the report must know of how the gate was asked, a sentence each. */
  readonly notes: readonly string[]
}

/** The paths that are asked about. */
export function pathsOf({ objectives }: Pick<GateSettings, 'objectives'>): readonly string[] {
  return [...new Set(objectives.map(({ path }) => path))]
}
