import { type Duration, milliseconds } from '../../../lib/duration.ts'
import type { Expectation, Probe } from '../definition/model.ts'

/** What an answer of the usual size may cost: some fifty times what one costs that is sent in pieces of the usual size. */
const USUAL = milliseconds(200)
/** The largest body of a probe that says nothing about it. */
const USUAL_BYTES = 1_048_576

/** Processing time that the answers of one run may cost: in proportion where the file allows larger or more of them. */
export function processingLimit({ expect, steps }: Pick<Probe, 'expect' | 'steps'>, timeout: Duration): Duration {
  let answers = steps.length === 0 ? usualAnswers(expect) : 0
  for (const step of steps) answers += usualAnswers(step.expect)
  return milliseconds(Math.min(timeout, USUAL * answers))
}

/** How many answers of the usual size the largest one is. */
function usualAnswers({ maxBodyBytes }: Expectation): number {
  return Math.max(1, maxBodyBytes / USUAL_BYTES)
}
