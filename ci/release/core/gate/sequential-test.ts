import type { Hypotheses } from './hypotheses.ts'

/**
 * Wald's sequential probability ratio test of a failure rate (A. Wald, "Sequential Tests of Statistical Hypotheses", 1945, §3;
 * bounds after his approximation). Each answer moves the score: a failure up by ln(p1/p0), a good one down by
 * ln((1−p0)/(1−p1)).
 *
 * One thing is added: **the worst two seconds count as one failure**. Failures come in bursts, which Wald's test takes for
 * independent ones: a plain test rejects every release that is hit by a hiccup of two seconds.
 */
export interface SequentialTest {
  readonly hypotheses: Hypotheses
  /** At this score and above it rejects; at `acceptsAt` and below it accepts. */
  readonly rejectsAt: number
  readonly acceptsAt: number
  readonly answers: number
  readonly failures: number
  /** The score of all answers since it last accepted. */
  readonly score: number
  /** When the latest failures were sent, in seconds, in that order. */
  readonly recent: readonly number[]
  /** The most failures within two seconds. */
  readonly worst: number
  /** What it has come to: a test that has accepted begins again, and can still reject. */
  readonly decision: 'accept' | 'reject' | undefined
}

/** The length of the burst that counts as one failure, in seconds. */
export const BURST_SECONDS = 2

/** An answer may come so long after one that was sent later: longer than a probe may take. */
const LATE_SECONDS = 60

/** Two failures in two seconds are chance too often to be called a burst. */
const LEAST_BURST = 3

/** A test without an answer. */
export function newTest(hypotheses: Hypotheses): SequentialTest {
  const { alpha, beta } = hypotheses
  return {
    hypotheses,
    rejectsAt: Math.log((1 - beta) / alpha),
    acceptsAt: Math.log(beta / (1 - alpha)),
    answers: 0,
    failures: 0,
    score: 0,
    recent: [],
    worst: 0,
    decision: undefined,
  }
}

/** The score with the worst two seconds counted as one failure: what the bounds are compared with. */
export function countedScore({ hypotheses, score, worst }: SequentialTest): number {
  return worst < LEAST_BURST ? score : score - (worst - 1) * failureWeight(hypotheses)
}

/** The test after one more answer to a probe that was sent at a time in seconds. */
export function withAnswer(test: SequentialTest, isFailed: boolean, sentSeconds: number): SequentialTest {
  if (test.decision === 'reject') return test
  const { hypotheses } = test
  const next = isFailed
    ? withFailure(test, sentSeconds)
    : { ...test, answers: test.answers + 1, score: test.score - goodWeight(hypotheses) }
  const counted = countedScore(next)
  if (counted >= next.rejectsAt) return { ...next, decision: 'reject' }
  // It begins again: what breaks after it has accepted, while others still wait, must not pass.
  return counted <= next.acceptsAt ? { ...next, score: 0, recent: [], worst: 0, decision: 'accept' } : next
}

function withFailure(test: SequentialTest, sentSeconds: number): SequentialTest {
  const recent = [...test.recent, sentSeconds].sort((a, b) => a - b).filter(sent => sent > sentSeconds - LATE_SECONDS)
  return {
    ...test,
    answers: test.answers + 1,
    failures: test.failures + 1,
    score: test.score + failureWeight(test.hypotheses),
    recent,
    worst: Math.max(test.worst, ...recent.map(from => within(recent, from))),
  }
}

function within(times: readonly number[], from: number): number {
  return times.filter(time => time >= from && time <= from + BURST_SECONDS).length
}

function failureWeight({ p0, p1 }: Hypotheses): number {
  return Math.log(p1 / p0)
}

function goodWeight({ p0, p1 }: Hypotheses): number {
  return Math.log((1 - p0) / (1 - p1))
}

/** How many good answers in a row a new test needs to accept. */
export function goodAnswersToAccept(hypotheses: Hypotheses): number {
  const { alpha, beta } = hypotheses
  return Math.ceil(Math.log((1 - alpha) / beta) / goodWeight(hypotheses))
}
