import type { Answerer, InvalidCause, Path } from '../../contract/names.ts'
import type { Outcome } from './judge.ts'
import type { Observation, Response } from './observation.ts'

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
  /** Why the sample is invalid; undefined for a valid one. */
  readonly invalid: InvalidCause | undefined
  /** The trace id that was sent with the request (W3C Trace Context). */
  readonly traceId: string
}

/** How much of a body is kept once it has been judged, in characters. */
export const BODY_START = 512

/** How much is kept of the headers of a failure, and of each of them, in characters. */
const HEADERS_KEPT = 16_384
const HEADER_KEPT = 2048

/** The sample with only what is counted or shown: nothing needs the reply of a good one once it has been judged. */
export function trimmedSample(sample: Sample): Sample {
  const { observation, outcome } = sample
  const { response } = observation
  if (outcome.isGood) {
    const nothing = { body: '', headers: {}, setCookie: [] }
    return { ...sample, observation: { ...observation, given: [], response: response && { ...response, ...nothing } } }
  }
  if (response === undefined) return sample
  const kept = { body: response.body.slice(0, BODY_START), headers: trimmedHeaders(response.headers) }
  return { ...sample, observation: { ...observation, response: { ...response, ...kept } } }
}

/** The first headers, each cut with a mark: a server may send more of them than the prober has memory for. */
function trimmedHeaders(headers: Response['headers']): Response['headers'] {
  let left = HEADERS_KEPT
  const kept = Object.entries(headers).flatMap(([name, value]) => {
    const text = value.length > HEADER_KEPT ? `${value.slice(0, HEADER_KEPT)}…` : value
    left -= name.length + text.length
    return left < 0 ? [] : [[name, text] as const]
  })
  return Object.fromEntries(kept)
}
