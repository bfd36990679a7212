import { upperBound } from '../../../../lib/binomial.ts'
import type { Answer } from './answer.ts'
import { type Rates, ratesAbove, ratesOf } from './hypotheses.ts'
import { GATE_LIMITS } from './limits.ts'

/** What a path answered before the deploy. */
export interface Baseline {
  readonly answers: number
  readonly failed: number
  /** Failed answers that no release had signed: after the deploy they would count against the release under test. */
  readonly unsigned: number
}

export const NO_BASELINE: Baseline = { answers: 0, failed: 0, unsigned: 0 }

/** The baseline with one more answer. */
export function withBaselineAnswer(baseline: Baseline, { excluded, failure, release }: Answer): Baseline {
  if (excluded !== undefined) return baseline
  return {
    answers: baseline.answers + 1,
    failed: baseline.failed + (failure === undefined ? 0 : 1),
    unsigned: baseline.unsigned + (failure !== undefined && release === undefined ? 1 : 0),
  }
}

/** What the baseline makes of the rates of a path's availability. */
export type JudgedRates =
  | { readonly rates: Rates; readonly because: 'baseline' | undefined }
  /** It cannot be judged. */
  | { readonly rates: undefined; readonly because: 'broken-before' | 'objective' }

/** Certain enough that the baseline's rate is no higher. */
const CONFIDENCE = 0.95

/** A baseline with a larger part of unsigned failures is that of a broken site. */
const BROKEN_ABOVE = 0.05

/** The rates of a path's availability for an objective, where the baseline had failures of its own. */
export function ratesAfter(baseline: Baseline, objective: number): JudgedRates {
  const own = ratesOf(objective)
  if (own === undefined) return { rates: undefined, because: 'objective' }
  const { answers, unsigned } = baseline
  if (unsigned === 0 || answers < GATE_LIMITS.baselineAnswers) return { rates: own, because: undefined }
  if (unsigned / answers > BROKEN_ABOVE) return { rates: undefined, because: 'broken-before' }
  const raised = ratesAbove(Math.max(own.p0, upperBound(answers, unsigned, CONFIDENCE)))
  if (raised === undefined) return { rates: undefined, because: 'broken-before' }
  return { rates: raised, because: raised.p0 > own.p0 ? 'baseline' : undefined }
}
