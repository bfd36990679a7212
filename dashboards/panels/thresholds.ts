import type { Tone } from '../../slo/report/tones.ts'

/** From this value on, a value has this tone. */
interface Threshold {
  readonly from: number
  readonly tone: Tone
}

/** Lower bounds of tones, lowest first, in the panel's unit. Below the first, and without a value, a panel is blind. */
export type Thresholds = readonly Threshold[]

/** Thresholds from pairs of a lower bound and a tone. */
export function thresholds(...pairs: readonly (readonly [from: number, tone: Tone])[]): Thresholds {
  return pairs.map(([from, tone]) => ({ from, tone }))
}

/** The lowest threshold of a quantity that can be any number below zero. */
export const ANY_NEGATIVE = -1e9
