import { bounded } from '../../../../lib/bounded.ts'
import type { Answerer, InvalidCause, Path } from '../../contract/names.ts'
import { cookieSecrets } from './journey.ts'
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
  /** Why the sample is invalid; undefined for a valid one. */
  readonly invalid: InvalidCause | undefined
  /** Where an exception of our own came from, if one made the sample invalid. */
  readonly stack?: string
  /** The trace id that was sent with the request (W3C Trace Context). */
  readonly traceId: string
}

/** How much of a body is kept once it has been judged, in characters. */
export const BODY_START = 512

/** More than a record of a failure shows, so that what a cut could leave of a secret is not in it. */
const HANDED_OVER = { text: 4096, entries: 100 }

/**
 * The sample with only what is counted or shown, and no larger than a person reads, whatever a target sent: nothing needs the
 * reply of a good one once it has been judged.
 */
export function trimmedSample(sample: Sample): Sample {
  const { observation, outcome } = sample
  const { response } = observation
  const unneeded = { received: undefined, dns: undefined, given: [] }
  if (outcome.isGood) {
    const reply = response && { ...response, body: '', headers: {}, setCookie: [], redirects: [] }
    return { ...sample, observation: { ...observation, ...unneeded, resolved: [], given: [], response: reply } }
  }
  const reply = response && { ...response, body: response.body.slice(0, BODY_START), setCookie: [] }
  const kept = bounded(
    { ...sample, observation: { ...observation, ...unneeded, given: [], response: reply } },
    HANDED_OVER,
  )
  const given = [...observation.given, ...cookieSecrets(response?.setCookie ?? [])].slice(0, HANDED_OVER.entries)
  // Without a mark where it is cut: what is shown holds no more of a value than this either.
  const starts = given.map(({ value, source }) => ({ value: value.slice(0, HANDED_OVER.text), source }))
  return { ...kept, observation: { ...kept.observation, given: starts } }
}
