import type { Duration } from '../../../lib/duration.ts'
import type { Phase } from '../contract/names.ts'
import type { Reason } from '../contract/reasons.ts'
import type { Route } from '../definition/model.ts'
import type { TestServer } from '../probes/fault-servers.testkit.ts'
import type { TestIdentities } from '../probes/identities.testkit.ts'
import type { exampleProbe } from '../probes/probe.testkit.ts'

/** One thing that a target can do, and what a probe of it must say. */
export interface FaultCase {
  /** What the target does, as the end of the sentence "a target that sends …" or the like. */
  readonly name: string
  /** Starts the target. */
  readonly serve: (kit: FaultKit) => Promise<FaultTarget>
  readonly expected: ExpectedOutcome
  readonly peers: Peers
  /** Deadline of the probe where the general one does not fit. */
  readonly timeout?: Duration
}

/** What the prober must find. */
export type ExpectedOutcome = 'good' | { readonly reason: Reason; readonly phase: Phase }

/** What others say about the same target, in a few words: `good`, or the error. */
export interface Peers {
  readonly curl: string
  readonly blackbox: string
  readonly browser: string
}

/** What the targets of all cases share. */
export interface FaultKit {
  readonly identities: TestIdentities
}

/** A target that runs, and what is special about the route to it or the probe of it. */
export interface FaultTarget extends TestServer {
  readonly route?: Partial<Route>
  readonly probe?: Parameters<typeof exampleProbe>[0]
}

/** Short for a bad outcome. */
export function bad(reason: Reason, phase: Phase): ExpectedOutcome {
  return { reason, phase }
}
