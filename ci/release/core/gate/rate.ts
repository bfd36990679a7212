import { canaryProbes } from '../beside/canary-share.ts'
import { GATE_LIMITS, PROBE_RATES } from './limits.ts'
import type { GateSettings } from './settings.ts'
import type { Tally } from './tally.ts'

/**
 * Probes a second on a path; of a canary by the share that it ought to have: one that answers less is not probed more until it has
 * given what it should.
 */
export function probesPerSecondOf({ canary }: Pick<GateSettings, 'canary'>, tally: Pick<Tally, 'recentShare'>): number {
  return canary === undefined ? probesPerSecond(tally) : canaryProbes(canary, PROBE_RATES)
}

/** Probes a second on a path, so that the release under test gives as many answers as the tests are sized for. */
export function probesPerSecond({ recentShare }: Pick<Tally, 'recentShare'>): number {
  const { answersPerSecond, probesPerSecond: most } = GATE_LIMITS
  return Math.min(most, answersPerSecond / recentShare)
}
