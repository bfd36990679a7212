import { type CanaryPlace, type ProbeRates, type ShareSeen, type SignedAnswers, shareSeen } from './canary-share.ts'
import { type OldTimes, type SlowBar, slowBar } from './slow-bar.ts'

/** What is known of both releases on one path, while a canary is judged beside the old one. */
export interface Beside {
  readonly signed: SignedAnswers | undefined
  readonly oldTimes: OldTimes | undefined
  /** Answers since the last good one of the old release. */
  readonly sinceOldGood: number
  /** Both are made again once a second: they take a look at many answers. */
  readonly bar: SlowBar | undefined
  readonly share: ShareSeen
  readonly madeAtSeconds: number
}

/** One answer as it matters here. */
export interface BesideAnswer {
  readonly sentSeconds: number
  /** Who signed it; undefined where no release did. */
  readonly by: 'canary' | 'old' | undefined
  readonly isGood: boolean
  /** Undefined where it was not measured. */
  readonly tookSeconds: number | undefined
}

export const NOTHING_BESIDE: Beside = {
  signed: undefined,
  oldTimes: undefined,
  sinceOldGood: 0,
  bar: undefined,
  share: { answers: 0, ofCanary: 0, isTooLittle: false },
  madeAtSeconds: Number.NEGATIVE_INFINITY,
}

const MADE_EVERY_SECONDS = 1

/** So many answers in a row without a good one of the old release are no chance where it has two thirds of them: 1 of 6,561. */
const OUTAGE_ANSWERS = 8

/** The state after one more answer. */
export function besideAfter(
  beside: Beside,
  answer: BesideAnswer,
  canary: { readonly place: CanaryPlace; readonly rates: ProbeRates },
): Beside {
  const { sentSeconds, by, isGood, tookSeconds } = answer
  const isOldGood = by === 'old' && isGood
  const timed = isOldGood && tookSeconds !== undefined
  const oldTimes = timed ? { sentSeconds, tookSeconds, before: beside.oldTimes } : beside.oldTimes
  const signed = by === undefined ? beside.signed : { sentSeconds, isOfCanary: by === 'canary', before: beside.signed }
  const sinceOldGood = isOldGood ? 0 : beside.sinceOldGood + 1
  if (sentSeconds - beside.madeAtSeconds < MADE_EVERY_SECONDS) return { ...beside, signed, oldTimes, sinceOldGood }
  const made = { bar: slowBar(oldTimes, sentSeconds), share: shareSeen(signed, sentSeconds, canary) }
  return { signed, oldTimes, sinceOldGood, ...made, madeAtSeconds: sentSeconds }
}

/** Whether the old release gives no good answer at the moment either: what fails then says nothing about the canary. */
export function isSharedOutage({ sinceOldGood }: Beside): boolean {
  return sinceOldGood >= OUTAGE_ANSWERS
}
