import { type Duration, seconds } from '../../../../lib/duration.ts'
import type { Baseline } from './baseline.ts'

/** What is judged on each path: the part of answers that are good, and of good ones that are fast enough. */
export type Question = 'available' | 'fast'

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
  /** What each path answered before the deploy, where that was measured. */
  readonly baselines: ReadonlyMap<string, Baseline>
  /** It decides within this time, or holds. */
  readonly within: Duration
  /** What a reader of the report must know of how the gate was asked, a sentence each. */
  readonly notes: readonly string[]
}

/** The limits of the gate. */
export const GATE_LIMITS = {
  /** Answers a second and path that the tests are sized for, of the release under test. */
  answersPerSecond: 5,
  /** Probes a second and path at most, whatever the share of the release under test. */
  probesPerSecond: 20,
  /** Above this share of excluded answers of a path nothing is decided. */
  excludedShare: 0.2,
  /** A release that has not been seen for so long is unknown. */
  unseenSeconds: 20,
  /** Answers of a path before the deploy that say something about it. */
  baselineAnswers: 100,
  /** Three times what a good release takes. */
  within: seconds(180),
} as const

/** The paths that are asked about. */
export function pathsOf({ objectives }: Pick<GateSettings, 'objectives'>): readonly string[] {
  return [...new Set(objectives.map(({ path }) => path))]
}
