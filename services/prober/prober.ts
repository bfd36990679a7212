import { Worker } from 'node:worker_threads'
import type { Log } from '../../adapters/log.ts'
import { type BlackBox, type FailureRecord, failureRecord, withRecord } from './core/black-box.ts'
import { CUSUM_START, type CusumState, FAST_PAGE, nextState } from './core/cusum.ts'
import type { Finished, WorkerMessage, WorkerOrder } from './core/finished.ts'
import type { Localisation } from './core/localise.ts'
import { budgetOf } from './core/maintenance.ts'
import type { Definitions, Probe } from './core/model.ts'
import type { Budget, Path } from './core/names.ts'
import { createScene, NOTHING_YET } from './core/scene.ts'
import type { ProberMetrics } from './metrics.ts'

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
  const scene = createScene()
  let verdict = NOTHING_YET
  let failures: BlackBox = {}
  let isStopping = false
  let wasReferenceGood = true
  const probes = new Map<string, Probe>()
  const inflight = new Map<string, number>()
  const awaited = new Set<string>()
  const failing = new Set<string>()
  const confirming = new Set<string>()
  const inMaintenance = new Set<string>()
  const scores = new Map<string, CusumState>()
  const firstBytes = new Map<string, { readonly slot: number; readonly seconds: number }>()
  const stopped = Promise.withResolvers<void>()

  const key = (probe: string, path: Path): string => `${probe} ${path}`
  const order = (message: WorkerOrder): void => worker.postMessage(message)

  const onFinished = (finished: Finished): void => {
    const place = key(finished.probe, finished.path)
    if (finished.role === 'slot') {
      inflight.set(place, (inflight.get(place) ?? 0) - 1)
      awaited.delete(place)
    }
    const budget = budgetOf(maintenanceReason(finished.probe, finished.slot))
    metrics.finished(finished, budget)
    const probe = probes.get(finished.probe)
    if (probe === undefined || definitions === undefined) return
    scene.see(finished)
    const record = failureRecord(finished, probe, definitions.secrets)
    if (record !== undefined) failures = withRecord(failures, record)
    if (finished.invalid !== undefined) {
      log.warn('sample not believed', {
        probe: finished.probe,
        path: finished.path,
        cause: finished.invalid,
        ...(record === undefined ? {} : { detail: record.detail }),
      })
      return
    }
    if (finished.role === 'slot') {
      noteScore(finished, place, budget)
      noteOverhead(finished)
      noteChange(finished, place, record)
    }
  }
  /** One line when a path begins to fail and one when it ends; a burst with the first. */
  const noteChange = ({ probe, path }: Finished, place: string, failure: FailureRecord | undefined): void => {
    if (failure === undefined) {
      if (failing.delete(place)) log.info('probe good again', { probe, path })
      return
    }
    if (failing.has(place)) return
    const isFirst = !(probes.get(probe)?.routes ?? []).some(route => failing.has(key(probe, route.path)))
    failing.add(place)
    const { reason, phase, detail, answeredBy, traceId } = failure
    log.warn('probe failed', { probe, path, reason, phase, detail, answeredBy, traceId })
    if (isFirst) {
      confirming.add(probe)
      order({ type: 'confirm', probe })
      order({ type: 'gather' })
    }
  }
  const noteMaintenance = (name: string): void => {
    const isActive = maintenanceReason(name, now()) !== undefined
    if (isActive === inMaintenance.has(name)) return
    if (isActive) inMaintenance.add(name)
    else inMaintenance.delete(name)
    metrics.maintenance(name, isActive)
  }
  const noteScore = ({ probe, path, outcome }: Finished, place: string, budget: Budget): void => {
    // A maintenance ends what was wrong before it, and what is wrong during it wakes nobody.
    const before = scores.get(place) ?? CUSUM_START
    const state = budget === 'counted' ? nextState(FAST_PAGE, before, outcome.isGood) : CUSUM_START
    scores.set(place, state)
    metrics.failureScore(probe, path, state.score)
  }
  const noteOverhead = ({ probe, path, outcome, observation, slot }: Finished): void => {
    if (!outcome.isGood || (path !== 'edge' && path !== 'ingress')) return
    const { connect = 0, tls = 0, send = 0, wait = 0 } = observation.phases
    const seconds = connect + tls + send + wait
    const other = firstBytes.get(key(probe, path === 'edge' ? 'ingress' : 'edge'))
    // Both belong to one slot when they started within a second, for slots of one probe are further apart.
    if (other !== undefined && Math.abs(other.slot - slot) < 1000) {
      metrics.overhead(probe, path === 'edge' ? seconds - other.seconds : other.seconds - seconds)
    }
    firstBytes.set(key(probe, path), { slot, seconds })
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

  const HANDLERS: {
    readonly [Type in WorkerMessage['type']]: (message: Extract<WorkerMessage, { type: Type }>) => void
  } = {
    slot({ probe, path, skipped }) {
      metrics.slot(probe, path, skipped)
      const place = key(probe, path)
      if (skipped === undefined) inflight.set(place, (inflight.get(place) ?? 0) + 1)
      else awaited.delete(place)
    },
    finished: ({ finished }) => onFinished(finished),
    round({ probe, role }) {
      if (role === 'confirm') confirming.delete(probe)
      if (failing.size > 0) order({ type: 'gather' })
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
    stopped: () => stopped.resolve(),
  }
  const start = (): Worker => {
    const thread = new Worker(new URL('./worker.ts', import.meta.url))
    thread.on('message', (batch: readonly WorkerMessage[]) => {
      for (const message of batch) HANDLERS[message.type](message as never)
    })
    thread.on('error', error => log.error('probing thread failed', { error }))
    thread.on('exit', code => {
      stopped.resolve()
      if (isStopping) return
      log.error('probing thread ended', { code })
      loseInflight('worker_lost')
      metrics.workerRestarted()
      // A thread that fails at once must not be restarted in a loop that starves everything else.
      setTimeout(() => {
        if (isStopping) return
        confirming.clear()
        worker = start()
        if (definitions !== undefined) defineWorker(definitions)
      }, RESTART_AFTER_MS)
    })
    return thread
  }
  const defineWorker = ({ probes, evidence, maxInFlight }: Definitions): void =>
    order({ type: 'define', probes, evidence, maxInFlight })
  const loseInflight = (reason: 'worker_lost' | 'shutdown'): void => {
    for (const [place, count] of inflight) {
      const [probe = '', path] = place.split(' ')
      for (let lost = 0; lost < count; lost++) metrics.lost(probe, path as Path, reason)
    }
    inflight.clear()
  }
  let worker = start()

  return {
    define(next) {
      const places = next.probes.flatMap(({ name, routes }) => routes.map(({ path }) => key(name, path)))
      const before = new Set(
        definitions?.probes.flatMap(({ name, routes }) => routes.map(({ path }) => key(name, path))),
      )
      for (const place of places) if (!before.has(place)) awaited.add(place)
      definitions = next
      probes.clear()
      for (const probe of next.probes) probes.set(probe.name, probe)
      scene.keepOnly(new Set(probes.keys()))
      for (const name of confirming) if (!probes.has(name)) confirming.delete(name)
      failures = Object.fromEntries(Object.entries(failures).filter(([name]) => probes.has(name)))
      const kept = new Set(places)
      for (const held of [awaited, failing, inflight, scores, firstBytes]) {
        for (const place of held.keys()) if (!kept.has(place)) held.delete(place)
      }
      metrics.define(next)
      defineWorker(next)
    },
    get verdict() {
      return verdict
    },
    get failures() {
      return failures
    },
    get isReady() {
      return definitions !== undefined && awaited.size === 0
    },
    async stop(graceMs) {
      isStopping = true
      order({ type: 'stop' })
      const timer = setTimeout(() => stopped.resolve(), graceMs)
      await stopped.promise
      clearTimeout(timer)
      await worker.terminate()
      loseInflight('shutdown')
    },
  }
}

const RESTART_AFTER_MS = 1000
