import type { Log } from '../../adapters/log.ts'
import { type BlackBox, type FailureRecord, failureRecord, withRecord } from './core/black-box.ts'
import { CUSUM_START, type CusumState, FAST_PAGE, nextState } from './core/cusum.ts'
import type { Finished, WorkerMessage } from './core/finished.ts'
import type { Localisation } from './core/localise.ts'
import { budgetOf } from './core/maintenance.ts'
import type { Definitions, Probe } from './core/model.ts'
import type { Budget, Path, SkipReason } from './core/names.ts'
import { createPathOverhead } from './core/path-overhead.ts'
import { createScene, NOTHING_YET } from './core/scene.ts'
import { createSlotBook } from './core/slot-book.ts'
import type { ProberMetrics } from './metrics.ts'
import { createProbingThread } from './probing-thread.ts'

export interface ProberDeps {
  readonly metrics: ProberMetrics
  readonly log: Log
  /** Why a probe is in maintenance at a time (milliseconds since 1970), or undefined when it is not. */
  readonly maintenanceReason: (probe: string, at: number) => string | undefined
  readonly now: () => number
}

/** The prober at work: a thread that probes, and here what is made of it. */
export interface Prober {
  define(definitions: Definitions): void
  readonly verdict: Localisation
  readonly failures: BlackBox
  /** Whether the first slot of every probe on every path has ended. */
  readonly isReady: boolean
  /** Ends probing; what runs may finish for as long as given, and is counted as skipped after that. */
  stop(graceMs: number): Promise<void>
}

/** Starts the thread; it probes nothing until `define`. */
export function createProber({ metrics, log, maintenanceReason, now }: ProberDeps): Prober {
  let definitions: Definitions | undefined
  let verdict = NOTHING_YET
  let failures: BlackBox = {}
  let wasReferenceGood = true
  const scene = createScene()
  const slots = createSlotBook()
  const overhead = createPathOverhead()
  const probes = new Map<string, Probe>()
  const failing = new Map<string, Set<Path>>()
  const confirming = new Set<string>()
  const inMaintenance = new Set<string>()
  const scores = new Map<string, CusumState>()

  const onFinished = (finished: Finished): void => {
    const probe = probes.get(finished.probe)
    if (probe === undefined || (finished.role === 'slot' && !slots.ended(finished))) return
    const budget = budgetOf(maintenanceReason(finished.probe, finished.slot))
    metrics.finished(finished, budget)
    scene.see(finished)
    const record = failureRecord(finished, probe, definitions?.secrets ?? [])
    if (record !== undefined) failures = withRecord(failures, record)
    if (finished.invalid !== undefined) {
      const { path, invalid: cause } = finished
      log.warn('sample not believed', { probe: probe.name, path, cause, ...(record && { detail: record.detail }) })
    } else if (finished.role === 'slot') {
      noteScore(finished, budget)
      noteChange(finished, record)
      const seconds = overhead.add(finished)
      if (seconds !== undefined) metrics.overhead(probe.name, seconds)
    }
  }
  /** One line when a path begins to fail and one when it ends; a burst with the first. */
  const noteChange = ({ probe, path }: Finished, failure: FailureRecord | undefined): void => {
    const paths = failing.get(probe) ?? new Set()
    if (failure === undefined) {
      if (paths.delete(path)) log.info('probe good again', { probe, path })
      if (paths.size === 0) failing.delete(probe)
      return
    }
    if (paths.has(path)) return
    failing.set(probe, paths.add(path))
    const { reason, phase, detail, answeredBy, traceId } = failure
    log.warn('probe failed', { probe, path, reason, phase, detail, answeredBy, traceId })
    if (paths.size > 1) return
    confirming.add(probe)
    thread.order({ type: 'confirm', probe })
    thread.order({ type: 'gather' })
  }
  const noteScore = ({ probe, path, outcome }: Finished, budget: Budget): void => {
    // A maintenance ends what was wrong before it, and what is wrong during it wakes nobody.
    const before = scores.get(`${probe} ${path}`) ?? CUSUM_START
    const state = budget === 'counted' ? nextState(FAST_PAGE, before, outcome.isGood) : CUSUM_START
    scores.set(`${probe} ${path}`, state)
    metrics.failureScore(probe, path, state.score)
  }
  const noteMaintenance = (name: string): void => {
    const isActive = maintenanceReason(name, now()) !== undefined
    if (isActive === inMaintenance.has(name)) return
    if (isActive) inMaintenance.add(name)
    else inMaintenance.delete(name)
    metrics.maintenance(name, isActive)
  }
  const judgeScene = (probe?: string): void => {
    // In the middle of a burst some paths have been looked at and others not: a verdict now would be a guess.
    if (confirming.size > 0) return
    const next = scene.verdict(probe)
    if (next.domain !== verdict.domain) {
      log.info('fault domain', { domain: next.domain, evidence: next.evidence })
      metrics.faultDomain(next.domain)
      if (next.domain === 'none') scene.know({ edgeAlive: undefined, ingressAlive: undefined })
    }
    verdict = next
  }

  const handlers: Handlers = {
    slot({ probe, path, skipped }) {
      metrics.slot(probe, path, skipped)
      if (skipped === undefined) slots.started({ probe, path })
      else slots.skipped({ probe, path })
    },
    finished: ({ finished }) => onFinished(finished),
    round({ probe, role }) {
      if (role === 'confirm') confirming.delete(probe)
      if (failing.size > 0) thread.order({ type: 'gather' })
      judgeScene(role === 'slot' ? probe : undefined)
    },
    evidence({ hop, isAlive }) {
      scene.know(hop === 'edge' ? { edgeAlive: isAlive } : { ingressAlive: isAlive })
      if (failing.size > 0) judgeScene()
    },
    reference({ errorSeconds, isGood }) {
      if (errorSeconds !== undefined) metrics.reference(errorSeconds)
      scene.know({ isReferenceGood: isGood })
      if (isGood !== wasReferenceGood) judgeScene()
      wasReferenceGood = isGood
    },
    vitals({ utilization, lagsSeconds }) {
      metrics.vitals(utilization, lagsSeconds)
      for (const name of probes.keys()) noteMaintenance(name)
    },
    stopped: () => undefined,
  }
  const lose = (reason: SkipReason): void => {
    for (const { probe, path } of slots.lose()) metrics.lost(probe, path, reason)
  }
  const defineThread = (): void => {
    if (definitions === undefined) return
    const { evidence, maxInFlight } = definitions
    thread.order({ type: 'define', probes: definitions.probes, evidence, maxInFlight })
  }
  const thread = createProbingThread({
    log,
    onMessage: message => handlers[message.type](message as never),
    onLost() {
      lose('worker_lost')
      confirming.clear()
      metrics.workerRestarted()
    },
    onRestarted: defineThread,
  })

  return {
    define(next) {
      definitions = next
      probes.clear()
      for (const probe of next.probes) probes.set(probe.name, probe)
      const places = next.probes.flatMap(({ name, routes }) => routes.map(({ path }) => ({ probe: name, path })))
      slots.define(places)
      const names = new Set(probes.keys())
      scene.keepOnly(names)
      overhead.keepOnly(names)
      const kept = new Set(places.map(({ probe, path }) => `${probe} ${path}`))
      keepOnly(scores, kept)
      for (const [name, paths] of failing) {
        for (const path of paths) if (!kept.has(`${name} ${path}`)) paths.delete(path)
        if (paths.size === 0) failing.delete(name)
      }
      for (const held of [confirming, inMaintenance]) keepOnly(held, names)
      failures = Object.fromEntries(Object.entries(failures).filter(([name]) => names.has(name)))
      metrics.define(next)
      defineThread()
    },
    get verdict() {
      return verdict
    },
    get failures() {
      return failures
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

type Handlers = { readonly [Type in WorkerMessage['type']]: (message: Extract<WorkerMessage, { type: Type }>) => void }

function keepOnly(held: Map<string, unknown> | Set<string>, kept: ReadonlySet<string>): void {
  for (const name of held.keys()) if (!kept.has(name)) held.delete(name)
}
