import type { Worker } from 'node:worker_threads'
import type { Log } from '../../adapters/log.ts'
import { steadyNow } from '../../adapters/steady-clock.ts'
import type { Duration } from '../../lib/duration.ts'
import { type Budget, COUNTED, type SkipReason, type ThreadLoss } from './contract/names.ts'
import type { FailureLog } from './core/explain/failure-log.ts'
import { createFaultHistory, type FaultHistory, type FaultPeriod } from './core/fault/fault-history.ts'
import { createFaultTracker, type FaultTracker } from './core/fault/fault-tracker.ts'
import type { Localisation } from './core/fault/localise.ts'
import type { ProbeRoute } from './core/slots/probe-route.ts'
import { createSlotLedger } from './core/slots/slot-ledger.ts'
import { addressText } from './definition/host-name.ts'
import type { Definitions } from './definition/model.ts'
import { createMessageHandler, followFaults } from './message-handler.ts'
import type { ProberMetrics } from './metrics.ts'
import { createSamples } from './samples.ts'
import { createSummarisedLog } from './summarised-log.ts'
import type { WorkerOrder } from './thread/messages.ts'
import { createProbingThread } from './thread/probing-thread.ts'

export interface ProberDeps {
  readonly metrics: ProberMetrics
  readonly log: Log
  /** Why a probe is in maintenance at a moment, or undefined when it is not. */
  readonly maintenanceReason: (probe: string, momentWall: number) => string | undefined
  /** What samples count under outside a maintenance; counted when absent. */
  readonly budget?: Budget
  readonly nowWall: () => number
  /** Starts the program of the probing thread; the one that ships when absent. */
  readonly startThread?: () => Worker
}

/** The prober: a thread that probes, and the records of its samples. */
export interface Prober {
  define(definitions: Definitions): void
  readonly localisation: Localisation
  /** The times in which probes failed that had not ended at a moment, oldest first. */
  faultsSince(wall: number): readonly FaultPeriod[]
  readonly failures: FailureLog
  /** Whether every probe has seen a slot end on every path since the probing thread was started. */
  readonly isReady: boolean
  /** Ends probing; running probes may finish within the grace, and count as skipped after that. */
  stop(grace: Duration): Promise<void>
}

/** Starts the thread, which probes nothing until `define`. */
export function createProber(deps: ProberDeps): Prober {
  const { metrics, startThread, budget = COUNTED } = deps
  const log = createSummarisedLog(deps.log, deps.nowWall)
  let definitions: Definitions | undefined
  const slots = createSlotLedger()
  const samples = createSamples({ ...deps, log, budget })
  const fault = createFaultTracker()
  const history = createFaultHistory()

  const reportFault = reporting(log, metrics)
  const lose = (reason: SkipReason): void => {
    for (const { probe, path } of slots.lose()) metrics.lost(probe, path, reason)
  }
  const defineThread = (servedToSteady: Readonly<Record<string, number>>): void => {
    if (definitions === undefined) return
    const { evidence, maxInFlight } = definitions
    order({ type: 'define', probes: definitions.probes, evidence, maxInFlight, servedToSteady })
  }
  const probes = () => definitions?.probes.map(({ name }) => name) ?? []
  const order = (order: WorkerOrder) => thread.order(order)
  const onMessage = createMessageHandler({ ...deps, log, slots, samples, fault, history, reportFault, order, probes })
  const thread = createProbingThread({
    log,
    start: startThread,
    onMessage,
    onLost(cause) {
      lose('worker_lost')
      metrics.threadLost(cause)
      reportFault(fault.blind(BLIND[cause]))
      followFaults({ ...deps, fault, history }, probes())
    },
    onRestarted: () => defineThread(slots.servedToSteady),
  })
  return {
    define(next) {
      definitions = next
      const routes = routesOf(next)
      slots.define(routes, steadyNow())
      samples.define(next, routes)
      fault.nameInstances(instanceNames(next))
      forgetOthers(probes(), { fault, history, nowWall: deps.nowWall })
      metrics.define(next)
      defineThread({})
    },
    faultsSince: history.since,
    get localisation() {
      return fault.current
    },
    get failures() {
      return samples.failures
    },
    get isReady() {
      return definitions !== undefined && slots.isComplete
    },
    async stop(grace) {
      await thread.stop(grace)
      lose('shutdown')
      log.end()
    },
  }
}

/** What the definitions call the instances, by their addresses. */
function instanceNames({ probes }: Definitions): ReadonlyMap<string, string> {
  const addresses = probes.flatMap(({ routes }) => routes.flatMap(({ addresses }) => addresses))
  return new Map(addresses.flatMap(({ name, ...at }) => (name === undefined ? [] : [[addressText(at), name] as const])))
}

/** Drops what is known of probes that are no longer defined. */
function forgetOthers(
  probes: readonly string[],
  { fault, history, nowWall }: { fault: FaultTracker; history: FaultHistory; nowWall: () => number },
): void {
  const names = new Set(probes)
  fault.keepOnly(names)
  history.keepOnly(names, nowWall())
}

function reporting(log: Log, metrics: ProberMetrics) {
  return (changed: Localisation | undefined): void => {
    if (changed === undefined) return
    log.info('fault domain', { ...changed })
    metrics.fault(changed)
  }
}

function routesOf(definitions: Definitions | undefined): readonly ProbeRoute[] {
  const probes = definitions?.probes ?? []
  return probes.flatMap(({ name, routes }) => routes.map(({ path }) => ({ probe: name, path })))
}

/** The evidence while nothing is probed. */
const BLIND: Readonly<Record<ThreadLoss, string>> = {
  ended: 'The probing thread ended by itself and is being restarted: nothing is measured until it runs.',
  hung: 'The probing thread hung and is being restarted: nothing is measured until it runs.',
}
