import type { Observation } from '../core/judge/observation.ts'
import type { Probe, Route } from '../definition/model.ts'

/** What a probe needs to know of the slot it runs in. */
export interface ObserveContext {
  /** When it must have ended, in milliseconds of `performance.now()`. */
  readonly deadline: number
  /** Counts slots: which of several addresses has its turn. */
  readonly turn: number
  /** 32 hexadecimal digits, sent along so that a failed probe is found in traces and logs. */
  readonly traceId: string
}

/** Looks at a path once and tells what was seen. Never rejects for what the network does. */
export type Observe = (probe: Probe, route: Route, context: ObserveContext) => Promise<Observation>
