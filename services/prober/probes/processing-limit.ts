import { type Duration, milliseconds } from '../../../lib/duration.ts'
import type { Probe } from '../definition/model.ts'

/** What an answer of the usual size may cost: some fifty times what one costs that is sent in pieces of the usual size. */
const USUAL = milliseconds(200)
/** The largest body of a probe that says nothing about it. */
const USUAL_BYTES = 1_048_576

/** Processing time that the answers of one run may cost: in proportion where the file allows larger or more of them. */
export function processingLimit({ expect, steps, timeout }: Pick<Probe, 'expect' | 'steps' | 'timeout'>): Duration {
  const expectations = steps.length === 0 ? [expect] : steps.map(step => step.expect)
  const answers = expectations.reduce((sum, { maxBodyBytes }) => sum + Math.max(1, maxBodyBytes / USUAL_BYTES), 0)
  return milliseconds(Math.min(timeout, USUAL * answers))
}
