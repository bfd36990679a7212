import { GATE_LIMITS } from './limits.ts'
import type { Tally } from './tally.ts'

/** Probes a second on a path, so that the release under test gives as many answers as the tests are sized for. */
export function probesPerSecond({ recentShare }: Pick<Tally, 'recentShare'>): number {
  const { answersPerSecond, probesPerSecond: most } = GATE_LIMITS
  return Math.min(most, answersPerSecond / recentShare)
}
