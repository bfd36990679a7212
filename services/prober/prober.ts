import { steadyNow } from '../../adapters/steady-clock.ts'
import type { SkipReason, ThreadLoss } from './contract/names.ts'
import type { BlackBox } from './core/explain/failure-log.ts'
import { createStandingVerdict } from './core/fault/fault-tracker.ts'
import type { Localisation } from './core/fault/localise.ts'
import type { WorkerOrder } from './core/judge/sample.ts'
import { createSlotBook } from './core/slots/slot-ledger.ts'
import type { Definitions } from './definition/model.ts'
import { createSamples, type SamplesDeps } from './samples.ts'
import { createProbingThread, type ThreadDeps } from './thread/probing-thread.ts'
import { createHandlers } from './thread-messages.ts'

export interface ProberDeps extends SamplesDeps {
  readonly now: () => number
  /** How the probing thread is started, when not as it ships. */
  readonly startThread?: ThreadDeps['start']
}

/** The prober at work: a thread that probes, and here what is made of it. */
export interface Prober {
  define(definitions: Definitions): void
  readonly verdict: Localisation
  readonly failures: BlackBox
  /** Whether every probe has seen a slot end on every path since the probing thread was started. */
  readonly isReady: boolean
  /** Ends probing; what runs may finish for as long as given, and is counted as skipped after that. */
  stop(graceMs: number): Promise<void>
}

/** Starts the thread; it probes nothing until `define`. */
export function createProber(deps: ProberDeps): Prober {
  const { metrics, log, startThread } = deps
  let definitions: Definitions | undefined
  const slots = createSlotBook()
  const samples = createSamples(deps)
  const verdict = createStandingVerdict()

  const tellVerdict = (changed: Localisation | undefined): void => {
    if (changed === undefined) return
    log.info('fault domain', { domain: changed.domain, evidence: changed.evidence })
    metrics.faultDomain(changed.domain)
  }
  const lose = (reason: SkipReason): void => {
    for (const { probe, path } of slots.lose()) metrics.lost(probe, path, reason)
  }
  const defineThread = (servedTo: Readonly<Record<string, number>>): void => {
    if (definitions === undefined) return
    const { evidence, maxInFlight } = definitions
    order({ type: 'define', probes: definitions.probes, evidence, maxInFlight, servedTo })
  }
  const probes = () => definitions?.probes.map(({ name }) => name) ?? []
  const order = (order: WorkerOrder) => thread.order(order)
  const handlers = createHandlers({ ...deps, slots, samples, verdict, tellVerdict, order, probes })
  const thread = createProbingThread({
    log,
    ...(startThread === undefined ? {} : { start: startThread }),
    onMessage: message => handlers[message.type](message as never),
    onLost(cause) {
      lose('worker_lost')
      metrics.threadLost(cause)
      tellVerdict(verdict.blind(BLIND[cause]))
    },
    onRestarted: () => defineThread(slots.servedTo),
  })
  return {
    define(next) {
      definitions = next
      const places = next.probes.flatMap(({ name, routes }) => routes.map(({ path }) => ({ probe: name, path })))
      slots.define(places, steadyNow())
      samples.define(next, places)
      verdict.keepOnly(new Set(next.probes.map(({ name }) => name)))
      metrics.define(next)
      defineThread({})
    },
    get verdict() {
      return verdict.current
    },
    get failures() {
      return samples.failures
    },
    get isReady() {
      return definitions !== undefined && slots.isComplete
    },
    async stop(graceMs) {
      await thread.stop(graceMs)
      lose('shutdown')
    },
  }
}

/** What is said while nobody probes. */
const BLIND: Readonly<Record<ThreadLoss, string>> = {
  ended: 'The probing thread ended by itself and is started anew: nothing is measured meanwhile.',
  hung: 'The probing thread hung and is started anew: nothing is measured meanwhile.',
}
