import type { Probe, Route } from '../core/model.ts'
import type { ProbeKind } from '../core/names.ts'
import type { Observation } from '../core/observation.ts'
import { observeDns } from './dns.ts'
import { observeHttp } from './http.ts'
import { observeJourney } from './journey.ts'
import { observeTcp } from './tcp.ts'
import { observeTls } from './tls.ts'

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

/** How each kind looks. */
export const OBSERVERS: Readonly<Record<ProbeKind, Observe>> = {
  http: observeHttp,
  tls: observeTls,
  tcp: observeTcp,
  dns: observeDns,
  journey: observeJourney,
}
