import type { Answerer, InvalidCause, Path } from '../../contract/names.ts'
import type { Outcome } from './judge.ts'
import type { Observation } from './observation.ts'

/** A probe that ran to its end on one path. */
export interface Sample {
  readonly probe: string
  readonly path: Path
  /** `slot` counts in the SLI; `confirm` is the burst after a first failure, and does not. */
  readonly role: 'slot' | 'confirm'
  /** When the slot was due. */
  readonly slotWall: number
  /** From when the slot was due to when its probe started. */
  readonly startDelaySeconds: number
  readonly observation: Observation
  readonly outcome: Outcome
  readonly answeredBy: Answerer | undefined
  /** Why the sample is not believed; undefined for a valid one. */
  readonly invalid: InvalidCause | undefined
  /** The trace id that was sent with the request (W3C Trace Context). */
  readonly traceId: string
}

/** The most of a body that is kept once it has been judged. */
export const BODY_START = 512

/** The sample with no more than is counted or shown: of a good one the reply has been judged and is done with. */
export function withoutRest(sample: Sample): Sample {
  const { response } = sample.observation
  if (response === undefined) return sample
  const rest = sample.outcome.isGood
    ? { body: '', headers: {}, setCookie: [] }
    : { body: response.body.slice(0, BODY_START) }
  return { ...sample, observation: { ...sample.observation, response: { ...response, ...rest } } }
}
