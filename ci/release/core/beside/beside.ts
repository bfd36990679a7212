import { type CanaryPlace, type ProbeRates, type ShareSeen, type Signatures, shareSeen } from './canary-share.ts'
import { type OldTimes, type SlowBar, slowBar } from './slow-bar.ts'

/** What is known of both releases on one path, while a canary is judged beside the old one. */
export interface Beside {
  readonly signatures: Signatures | undefined
  readonly oldTimes: OldTimes | undefined
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
  signatures: undefined,
  oldTimes: undefined,
  bar: undefined,
  share: { answers: 0, ofCanary: 0, isTooLittle: false },
  madeAtSeconds: Number.NEGATIVE_INFINITY,
}

const MADE_EVERY_SECONDS = 1

/** The state after one more answer. */
export function besideAfter(
  beside: Beside,
  answer: BesideAnswer,
  canary: { readonly place: CanaryPlace; readonly rates: ProbeRates },
): Beside {
  const { sentSeconds, by, isGood, tookSeconds } = answer
  const timed = by === 'old' && isGood && tookSeconds !== undefined
  const oldTimes = timed ? { sentSeconds, tookSeconds, before: beside.oldTimes } : beside.oldTimes
  // A good answer without a signature is no app's of this project: it says nothing of whose it is.
  const isKnown = by !== undefined || !isGood
  const signatures = isKnown ? { sentSeconds, by, before: beside.signatures } : beside.signatures
  if (sentSeconds - beside.madeAtSeconds < MADE_EVERY_SECONDS) return { ...beside, signatures, oldTimes }
  const made = { bar: slowBar(oldTimes, sentSeconds), share: shareSeen(signatures, sentSeconds, canary) }
  return { signatures, oldTimes, ...made, madeAtSeconds: sentSeconds }
}
