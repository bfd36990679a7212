import { randomFillSync } from 'node:crypto'
import { steadyNow, steadyToWall } from '../../../adapters/steady-clock.ts'
import { describeError, stackOf } from '../../../lib/describe-error.ts'
import { type Duration, milliseconds } from '../../../lib/duration.ts'
import { PHASES } from '../contract/names.ts'
import { answeredBy } from '../core/judge/answered-by.ts'
import { judge } from '../core/judge/judge.ts'
import { NOTHING_SEEN, type Observation } from '../core/judge/observation.ts'
import type { Sample } from '../core/judge/sample.ts'
import type { Probe, Route } from '../definition/model.ts'
import { UnsendableError } from '../definition/sendable.ts'
import { createGuard, type ProbeGuard, type ProcessingError } from '../guard/probe-guard.ts'
import type { ObserveContext } from './observe.ts'
import { OBSERVERS } from './observers.ts'
import { processingLimit } from './processing-limit.ts'

/** One probe on one path, and when it runs. */
export interface ProbeRun {
  readonly probe: Probe
  readonly route: Route
  readonly role: Sample['role']
  /** When the slot is due. */
  readonly slotSteady: number
  /** Counts the probe's slots: of several addresses each is used in turn. */
  readonly slotNumber: number
  readonly timeout: Duration
}

/** The guard that stands around a run. */
export function guardOf({ probe, timeout }: Pick<ProbeRun, 'probe' | 'timeout'>): ProbeGuard {
  return createGuard(probe.name, processingLimit(probe, timeout))
}

/** What a run may take longer than its timeout, for the end of a connection to be noticed. */
const END_GRACE = milliseconds(500)

/**
 * Observes and judges once, under the guard. Never rejects: a fault of our own makes the sample invalid, and is never blamed on
 * the target; an answer that costs more than it may is a bad one. `onObserved` is called once, when everything has been
 * measured: what comes after that, the judging too, falsifies no time.
 */
export async function runProbe(
  run: ProbeRun,
  guard: ProbeGuard = guardOf(run),
  onObserved: () => void = () => undefined,
): Promise<Sample> {
  const { probe, route, role, slotSteady, slotNumber, timeout } = run
  const traceId = newTraceId()
  const startSteady = steadyNow()
  const common = {
    probe: probe.name,
    path: route.path,
    role,
    slotWall: steadyToWall(slotSteady),
    startDelaySeconds: (startSteady - slotSteady) / 1000,
    traceId,
  }
  const context = { deadlineSteady: startSteady + timeout, slotNumber, traceId }
  // Every exchange ends at its deadline by itself; should one not, it must not stay for ever.
  const overdue = setTimeout(endOverdue, timeout + END_GRACE, guard)
  try {
    const seen = await observed(run, guard, context, onObserved)
    const observation = guard.overspent === undefined ? seen : overspent(seen, guard.overspent)
    const outcome = guard.charge(() => judge(observation, probe.expect, Date.now() / 1000))
    const answerer = observation.response && answeredBy(observation.response)
    return { ...common, observation, outcome, answeredBy: answerer, invalid: undefined }
  } catch (error) {
    const detail = detailOf(error)
    const failure = { phase: 'connect', reason: 'other', detail } as const
    const outcome = { isGood: false, failure } as const
    const observation = { ...NOTHING_SEEN, failure }
    return { ...common, observation, outcome, answeredBy: undefined, invalid: 'self_error', stack: stackOf(error) }
  } finally {
    clearTimeout(overdue)
  }
}

async function observed(
  { probe, route }: ProbeRun,
  guard: ProbeGuard,
  context: ObserveContext,
  onObserved: () => void,
): Promise<Observation> {
  try {
    return await guard.run(() => OBSERVERS[probe.kind](probe, route, context))
  } finally {
    onObserved()
  }
}

/**
 * Once all timers have run that are due: where the loop was late, Node may run this one before the exchange's own, though
 * that was due long before.
 */
function endOverdue(guard: ProbeGuard): void {
  setImmediate(() => guard.fail(new Error('The probe did not end at its deadline')))
}

/** The observation of a run that was ended for what its answer cost. */
function overspent(seen: Observation, { message }: ProcessingError): Observation {
  const phase = seen.failure?.phase ?? PHASES.findLast(each => seen.phases[each] !== undefined) ?? 'connect'
  return { ...seen, failure: { phase, reason: 'processing', detail: message } }
}

function detailOf(error: unknown): string {
  if (error instanceof UnsendableError) return `${error.message}; the target was not asked`
  return `The prober itself failed, which says nothing about the target: ${named(error)}`
}

function named(error: unknown): string {
  const text = describeError(error)
  return error instanceof Error && !text.startsWith(error.name) ? `${error.name}: ${text}` : text
}

const TRACE_ID_BYTES = 16
/** Random bytes are drawn for many ids at once: each draw is a call of OpenSSL. */
const random = Buffer.alloc(128 * TRACE_ID_BYTES)
let drawn = random.length

/** 16 random bytes in hexadecimal. */
function newTraceId(): string {
  if (drawn === random.length) {
    randomFillSync(random)
    drawn = 0
  }
  drawn += TRACE_ID_BYTES
  return random.toString('hex', drawn - TRACE_ID_BYTES, drawn)
}
