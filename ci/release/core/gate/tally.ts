import { inSeconds } from '../../../../lib/duration.ts'
import { type Answer, EXCLUSION_NAMES, type Exclusion } from './answer.ts'
import type { Belonging } from './population.ts'
import { failureWords } from './words.ts'

/** What was counted of one release on one path. */
export interface ReleaseTally {
  readonly answers: number
  readonly failed: number
  /** Answers that carry the name of a release. */
  readonly signed: number
  /** The time of each good answer, in seconds, in the order of arrival. */
  readonly goodSeconds: readonly number[]
  /** How often answers failed for what reason, in words. */
  readonly reasons: ReadonlyMap<string, number>
}

/** What was counted on one path. */
export interface Tally {
  readonly judged: ReleaseTally
  /** Answers of other releases, by release; what none signed stands under `UNSIGNED`. */
  readonly others: ReadonlyMap<string, ReleaseTally>
  readonly excluded: Readonly<Record<Exclusion, number>>
}

/** The name of answers that no release signed. */
export const UNSIGNED = '(unsigned)'
/** The name of all releases beyond the first ones. */
const FURTHER = '(further releases)'
const MOST_OTHERS = 20

const NO_ANSWERS: ReleaseTally = { answers: 0, failed: 0, signed: 0, goodSeconds: [], reasons: new Map() }

export const NOTHING_COUNTED: Tally = {
  judged: NO_ANSWERS,
  others: new Map(),
  excluded: { prober: 0, control: 0, unreached: 0, limited: 0 },
}

/** The tally with one more answer. */
export function withTallied(tally: Tally, answer: Answer, belonging: Belonging): Tally {
  if (answer.excluded !== undefined) {
    return { ...tally, excluded: { ...tally.excluded, [answer.excluded]: tally.excluded[answer.excluded] + 1 } }
  }
  if (belonging === 'judged') return { ...tally, judged: withOne(tally.judged, answer) }
  const release = answer.release ?? UNSIGNED
  const name = tally.others.has(release) || tally.others.size < MOST_OTHERS ? release : FURTHER
  return { ...tally, others: new Map([...tally.others, [name, withOne(tally.others.get(name) ?? NO_ANSWERS, answer)]]) }
}

/** The tally in which what was judged without a signature is not judged. */
export function withUnsignedAside({ judged, others, excluded }: Tally): Tally {
  return { judged: NO_ANSWERS, others: new Map([...others, [UNSIGNED, judged]]), excluded }
}

function withOne(tally: ReleaseTally, { failure, took, release }: Answer): ReleaseTally {
  const counted = {
    ...tally,
    answers: tally.answers + 1,
    signed: tally.signed + (release === undefined ? 0 : 1),
  }
  if (failure === undefined) return { ...counted, goodSeconds: [...tally.goodSeconds, inSeconds(took)] }
  const words = failureWords(failure)
  const reasons = new Map([...tally.reasons, [words, (tally.reasons.get(words) ?? 0) + 1]])
  return { ...counted, failed: tally.failed + 1, reasons }
}

/** How many answers were excluded, for whatever reason. */
export function excludedCount({ excluded }: Tally): number {
  return EXCLUSION_NAMES.reduce((sum, each) => sum + excluded[each], 0)
}

/** How many answers count, of the release under test or of another. */
export function countedCount({ judged, others }: Tally): number {
  return [...others.values()].reduce((sum, { answers }) => sum + answers, judged.answers)
}

/** The part of a path's answers that was excluded; 0 without an answer. */
export function excludedShare(tally: Tally): number {
  const excluded = excludedCount(tally)
  return excluded === 0 ? 0 : excluded / (excluded + countedCount(tally))
}

/** The time within which so large a part of the good answers came, in seconds; undefined without one. */
export function percentile({ goodSeconds }: ReleaseTally, part: number): number | undefined {
  return [...goodSeconds].sort((a, b) => a - b)[Math.max(0, Math.ceil(goodSeconds.length * part) - 1)]
}
