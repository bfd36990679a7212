import type { Answerer, InvalidCause, Path, SkipReason } from '../../contract/names.ts'
import type { EvidenceSource, Probe } from '../../definition/model.ts'
import type { Outcome } from './judge.ts'
import type { Observation } from './observation.ts'

/** A probe that ran to its end on one path. */
export interface Finished {
  readonly probe: string
  readonly path: Path
  /** `slot` counts in the SLI; `confirm` is the burst after a first failure, and does not. */
  readonly role: 'slot' | 'confirm'
  /** When the slot was due, in milliseconds since 1970 by the wall clock. */
  readonly slot: number
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
export function withoutRest(finished: Finished): Finished {
  const { response } = finished.observation
  if (response === undefined) return finished
  const rest = finished.outcome.isGood
    ? { body: '', headers: {}, setCookie: [] }
    : { body: response.body.slice(0, BODY_START) }
  return { ...finished, observation: { ...finished.observation, response: { ...response, ...rest } } }
}

/** A slot came due, or several that nobody could look at. */
export interface SlotMessage {
  readonly type: 'slot'
  readonly probe: string
  readonly path: Path
  /** When it was due, in milliseconds since 1970 by the monotonic clock; the last of several. */
  readonly slot: number
  readonly count: number
  readonly skipped: SkipReason | undefined
}

/** What the thread that probes tells the one that counts. */
export type WorkerMessage =
  | SlotMessage
  | { readonly type: 'finished'; readonly finished: Finished }
  /** Every path of a slot, or of a whole burst, has ended. */
  | { readonly type: 'round'; readonly probe: string; readonly role: Finished['role'] }
  | { readonly type: 'evidence'; readonly hop: 'edge' | 'ingress'; readonly isAlive: boolean }
  | { readonly type: 'reference'; readonly errorSeconds: number | undefined; readonly isGood: boolean }
  | { readonly type: 'vitals'; readonly utilization: number; readonly lagsSeconds: readonly number[] }
  | { readonly type: 'stopped' }

/** What the thread that counts asks of the one that probes. */
export type WorkerOrder =
  | {
      readonly type: 'define'
      readonly probes: readonly Probe[]
      readonly evidence: readonly EvidenceSource[]
      readonly maxInFlight: number
      /** Of each probe the last slot that an earlier thread served, where there was one: those since then are lost. */
      readonly servedTo: Readonly<Record<string, number>>
    }
  | { readonly type: 'confirm'; readonly probe: string }
  | { readonly type: 'gather' }
  | { readonly type: 'stop' }
