import type { Duration } from '../../../../lib/duration.ts'

/** What is judged on each path: the part of answers that are good, and of good ones that are fast enough. */
export const QUESTIONS = ['available', 'fast'] as const
export type Question = (typeof QUESTIONS)[number]

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
  readonly release: string | undefined
  readonly objectives: readonly Objective[]
  /** Answers before this time, in seconds on the gate's clock, are a baseline: the old release was still out. */
  readonly judgesFromSeconds: number
  /** It decides by then, in seconds on the same clock, or holds. */
  readonly deadlineSeconds: number
}

/** The limits of the gate. */
export const GATE_LIMITS = {
  /** Answers a second and path that the tests are sized for, of the release under test. */
  answersPerSecond: 5,
  /** Probes a second and path at most, whatever the share of the release under test. */
  probesPerSecond: 20,
  /** Above this share of excluded answers nothing is decided. */
  excludedShare: 0.2,
  /** A release that has not been seen for so long is unknown. */
  unseenSeconds: 20,
  /** Answers of a path before the deploy that say something about it. */
  baselineAnswers: 100,
} as const
