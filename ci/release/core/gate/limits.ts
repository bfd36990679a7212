import { type Duration, inSeconds, seconds } from '../../../../lib/duration.ts'
import { type CanaryPlace, canaryAnswers, type ProbeRates } from '../beside/canary-share.ts'

/** The limits of the gate. */
export const GATE_LIMITS = {
  /** Answers a second and path that the tests are sized for, of the release under test. */
  answersPerSecond: 5,
  /** Probes a second and path at most, whatever the share of the release under test. */
  probesPerSecond: 20,
  /** Above this share of excluded answers of a path nothing is decided. */
  excludedShare: 0.2,
  /** A release that has not been seen for so long is unknown. */
  unseenSeconds: 20,
  /** Answers of a path before the deploy that say something about it. */
  baselineAnswers: 100,
  /** Three times what a good release takes. */
  within: seconds(180),
} as const

/** The rates that a canary is probed for. */
export const PROBE_RATES: ProbeRates = { wanted: GATE_LIMITS.answersPerSecond, most: GATE_LIMITS.probesPerSecond }

/** How much longer a gate takes where the canary gives fewer answers a second than the tests are sized for. */
export function canaryWithin(place: CanaryPlace): Duration {
  return seconds((inSeconds(GATE_LIMITS.within) * PROBE_RATES.wanted) / canaryAnswers(place, PROBE_RATES))
}
