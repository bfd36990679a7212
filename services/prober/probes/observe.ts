import type { Observation } from '../core/judge/observation.ts'
import type { Probe, Route } from '../definition/model.ts'

/** What a probe needs to know about the slot it runs in. */
export interface ObserveContext {
  /** When it must have ended. */
  readonly deadlineSteady: number
  /** Counts the probe's slots: of several addresses each is used in turn. */
  readonly slotNumber: number
  /** 32 hexadecimal digits, sent along so that a failed probe can be found in traces and logs. */
  readonly traceId: string
}

/** Probes a path once. Never rejects for what the network does. */
export type Observe = (probe: Probe, route: Route, context: ObserveContext) => Promise<Observation>
