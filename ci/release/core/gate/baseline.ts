import { upperBound } from '../../../../lib/binomial.ts'
import type { Answer } from './answer.ts'
import { BROKEN_ABOVE, ratesAbove, ratesOf } from './hypotheses.ts'
import { GATE_LIMITS } from './settings.ts'

/** What a path answered before the deploy. */
export interface Baseline {
  readonly answers: number
  /** Failed answers that no release had signed: after the deploy they would count against the release under test. */
  readonly unsigned: number
}

export const NO_BASELINE: Baseline = { answers: 0, unsigned: 0 }

/** The baseline with one more answer. */
export function withBaselineAnswer(baseline: Baseline, answer: Answer): Baseline {
  if (answer.excluded !== undefined) return baseline
  const isUnsigned = answer.failure !== undefined && answer.release === undefined
  return { answers: baseline.answers + 1, unsigned: baseline.unsigned + (isUnsigned ? 1 : 0) }
}

/** What the baseline makes of the rates of a path's availability. */
export interface JudgedRates {
  /** Undefined when availability cannot be judged. */
  readonly rates: { readonly p0: number; readonly p1: number } | undefined
  /** Why the rates are not those of the objective. */
  readonly because: 'baseline' | 'broken-before' | 'objective' | undefined
}

/** Certain enough that the baseline's rate is no higher. */
const CONFIDENCE = 0.95

/** The rates of a path's availability for an objective, where the baseline had failures of its own. */
export function ratesAfter(baseline: Baseline, objective: number): JudgedRates {
  const own = ratesOf(objective)
  if (own === undefined) return { rates: undefined, because: 'objective' }
  if (baseline.unsigned === 0 || baseline.answers < GATE_LIMITS.baselineAnswers)
    return { rates: own, because: undefined }
  if (baseline.unsigned / baseline.answers > BROKEN_ABOVE) return { rates: undefined, because: 'broken-before' }
  const bound = upperBound(baseline.answers, baseline.unsigned, CONFIDENCE)
  return bound <= own.p0 ? { rates: own, because: undefined } : { rates: ratesAbove(bound), because: 'baseline' }
}
