import { inSeconds } from '../../../../lib/duration.ts'
import { type Answer, EXCLUSIONS, type Exclusion } from './answer.ts'
import type { Belonging } from './population.ts'
import { failureWords } from './words.ts'

/** What was counted of one release on one path. */
export interface ReleaseTally {
  readonly answers: number
  readonly failed: number
  /** The time of each good answer, in seconds, in the order of arrival. */
  readonly goodSeconds: readonly number[]
  /** How often answers failed for what reason, in words. */
  readonly reasons: ReadonlyMap<string, number>
}

/** What was counted on one path. */
export interface Tally {
  readonly judged: ReleaseTally
  /** Answers of other releases, by release; what none signed stands under "". */
  readonly others: ReadonlyMap<string, ReleaseTally>
  readonly excluded: Readonly<Record<Exclusion, number>>
}

const NO_ANSWERS: ReleaseTally = { answers: 0, failed: 0, goodSeconds: [], reasons: new Map() }

export const NOTHING_COUNTED: Tally = { judged: NO_ANSWERS, others: new Map(), excluded: { prober: 0, control: 0 } }

/** The tally with one more answer. */
export function withTallied(tally: Tally, answer: Answer, belonging: Belonging): Tally {
  if (belonging === 'judged') return { ...tally, judged: withOne(tally.judged, answer) }
  if (answer.excluded !== undefined) {
    return { ...tally, excluded: { ...tally.excluded, [answer.excluded]: tally.excluded[answer.excluded] + 1 } }
  }
  const release = answer.release ?? ''
  const before = tally.others.get(release) ?? NO_ANSWERS
  return { ...tally, others: new Map([...tally.others, [release, withOne(before, answer)]]) }
}

function withOne(tally: ReleaseTally, answer: Answer): ReleaseTally {
  const { failure, took } = answer
  if (failure === undefined) {
    return { ...tally, answers: tally.answers + 1, goodSeconds: [...tally.goodSeconds, inSeconds(took)] }
  }
  const words = failureWords(failure)
  return {
    ...tally,
    answers: tally.answers + 1,
    failed: tally.failed + 1,
    reasons: new Map([...tally.reasons, [words, (tally.reasons.get(words) ?? 0) + 1]]),
  }
}

/** How many answers were excluded, for whatever reason. */
export function excludedCount({ excluded }: Tally): number {
  return EXCLUSIONS.reduce((sum, each) => sum + excluded[each], 0)
}

/** All answers of a path. */
export function allCount(tally: Tally): number {
  const others = [...tally.others.values()].reduce((sum, { answers }) => sum + answers, 0)
  return tally.judged.answers + others + excludedCount(tally)
}

/** The time within which so large a part of the good answers came, in seconds; undefined without one. */
export function percentile({ goodSeconds }: ReleaseTally, part: number): number | undefined {
  return [...goodSeconds].sort((a, b) => a - b)[Math.max(0, Math.ceil(goodSeconds.length * part) - 1)]
}
