import { inSeconds } from '../../../../lib/duration.ts'
import { type Answer, type AnswerFailure, EXCLUSION_NAMES, type Exclusion } from './answer.ts'
import type { Belonging } from './population.ts'
import { failureWords } from './words.ts'

/** What was counted of one release on one path. */
export interface ReleaseTally {
  readonly answers: number
  readonly failed: number
  /** Answers that carry the name of a release. */
  readonly signed: number
  /** The times of good answers, the latest first. */
  readonly times: Times | undefined
  /** Good answers whose time could not be measured. */
  readonly untimed: number
  /** How often answers failed for what reason, in words. */
  readonly reasons: ReadonlyMap<string, number>
}

/** The time of an answer in seconds, and those before it: a list to which one is added without a copy. */
interface Times {
  readonly seconds: number
  readonly before: Times | undefined
}

/** What was counted on one path. */
export interface Tally {
  readonly judged: ReleaseTally
  /** The part of the latest answers that the release under test gave, from 0 to 1. */
  readonly recentShare: number
  /** Answers of other releases, by release; what none signed stands under `UNSIGNED`. */
  readonly others: ReadonlyMap<string, ReleaseTally>
  readonly excluded: Readonly<Record<Exclusion, number>>
  /** Why those of them failed that did so for a reason outside this machine, in words. */
  readonly excludedReasons: ReadonlyMap<string, number>
}

/** The name of answers that no release signed. */
const UNSIGNED = '(unsigned)'
/** The name of all releases beyond the first ones. */
const FURTHER = '(further releases)'
const MOST_OTHERS = 20

/** Over so many answers a share is smoothed: a rollout moves it within seconds. */
const RECENT_ANSWERS = 40

const NO_ANSWERS: ReleaseTally = { answers: 0, failed: 0, signed: 0, times: undefined, untimed: 0, reasons: new Map() }

export const NOTHING_COUNTED: Tally = {
  judged: NO_ANSWERS,
  recentShare: 1,
  others: new Map(),
  excluded: { prober: 0, control: 0, unreached: 0, limited: 0 },
  excludedReasons: new Map(),
}

/** The tally with one more answer. */
export function withTallied(tally: Tally, answer: Answer, belonging: Belonging): Tally {
  if (answer.excluded !== undefined) return withExcluded(tally, answer.excluded, answer.failure)
  // The first answers weigh more: a canary is probed densely enough from its first second on.
  const weight = 1 / Math.min(RECENT_ANSWERS, countedCount(tally) + 2)
  const recentShare = tally.recentShare + ((belonging === 'judged' ? 1 : 0) - tally.recentShare) * weight
  if (belonging === 'judged') return { ...tally, recentShare, judged: withOne(tally.judged, answer) }
  const release = answer.release ?? UNSIGNED
  const name = tally.others.has(release) || tally.others.size < MOST_OTHERS ? release : FURTHER
  return {
    ...tally,
    recentShare,
    others: new Map([...tally.others, [name, withOne(tally.others.get(name) ?? NO_ANSWERS, answer)]]),
  }
}

function withExcluded(tally: Tally, excluded: Exclusion, failure: AnswerFailure | undefined): Tally {
  const isOutside = failure !== undefined && (excluded === 'unreached' || excluded === 'limited')
  return {
    ...tally,
    excluded: { ...tally.excluded, [excluded]: tally.excluded[excluded] + 1 },
    excludedReasons: isOutside ? withReason(tally.excludedReasons, failure) : tally.excludedReasons,
  }
}

function withReason(reasons: ReadonlyMap<string, number>, failure: AnswerFailure): ReadonlyMap<string, number> {
  const words = failureWords(failure)
  return new Map([...reasons, [words, (reasons.get(words) ?? 0) + 1]])
}

/** The tally in which what was judged without a signature is not judged. */
export function withUnsignedAside(tally: Tally): Tally {
  return { ...tally, judged: NO_ANSWERS, others: new Map([...tally.others, [UNSIGNED, tally.judged]]) }
}

function withOne(tally: ReleaseTally, { failure, took, release }: Answer): ReleaseTally {
  const counted = {
    ...tally,
    answers: tally.answers + 1,
    signed: tally.signed + (release === undefined ? 0 : 1),
  }
  if (failure === undefined) {
    if (took === undefined) return { ...counted, untimed: tally.untimed + 1 }
    return { ...counted, times: { seconds: inSeconds(took), before: tally.times } }
  }
  return { ...counted, failed: tally.failed + 1, reasons: withReason(tally.reasons, failure) }
}

/** How many answers were excluded, for whatever reason. */
export function excludedCount({ excluded }: Tally): number {
  return EXCLUSION_NAMES.reduce((sum, each) => sum + excluded[each], 0)
}

/** How many answers count, of the release under test or of another. */
function countedCount({ judged, others }: Tally): number {
  return [...others.values()].reduce((sum, { answers }) => sum + answers, judged.answers)
}

/** The part of a path's answers that was excluded, so many that are known to say nothing aside; 0 without an answer. */
export function excludedShare(tally: Tally, aside = 0): number {
  const excluded = excludedCount(tally) - aside
  return excluded === 0 ? 0 : excluded / (excluded + countedCount(tally))
}

/** The part of the good answers of the release under test whose time is unknown; 0 without one. */
export function untimedShare({ judged: { answers, failed, untimed } }: Tally): number {
  return untimed === 0 ? 0 : untimed / (answers - failed)
}

/** The time within which so large a part of the good answers came, in seconds; undefined without one. */
export function percentile({ times }: ReleaseTally, part: number): number | undefined {
  const sorted: number[] = []
  for (let each = times; each !== undefined; each = each.before) sorted.push(each.seconds)
  sorted.sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)]
}
