import { GATE_LIMITS } from './limits.ts'
import { countedCount, type Tally } from './tally.ts'

/** Before so many answers the share of a release is a guess. */
const LEAST_ANSWERS = 10

/** Probes a second on a path, so that the release under test gives as many answers as the tests are sized for. */
export function probesPerSecond(tally: Tally): number {
  const { answersPerSecond, probesPerSecond: most } = GATE_LIMITS
  const answers = countedCount(tally)
  if (answers < LEAST_ANSWERS) return answersPerSecond
  return Math.min(most, (answersPerSecond * answers) / Math.max(1, tally.judged.answers))
}
