import { seconds } from '../../../../lib/duration.ts'

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
