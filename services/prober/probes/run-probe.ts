import { randomUUID } from 'node:crypto'
import { steadyNow, steadyToWall } from '../../../adapters/steady-clock.ts'
import type { Duration } from '../../../lib/duration.ts'
import { answeredBy } from '../core/judge/answered-by.ts'
import { judge } from '../core/judge/judge.ts'
import { NOTHING_SEEN } from '../core/judge/observation.ts'
import type { Sample } from '../core/judge/sample.ts'
import type { Probe, Route } from '../definition/model.ts'
import { OBSERVERS } from './observers.ts'

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

/** Observes and judges once. Never rejects: a fault of our own makes the sample invalid, and is never blamed on the target. */
export async function runProbe({ probe, route, role, slotSteady, slotNumber, timeout }: ProbeRun): Promise<Sample> {
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
  try {
    const observation = await OBSERVERS[probe.kind](probe, route, context)
    const outcome = judge(observation, probe.expect, Date.now() / 1000)
    const answerer = observation.response && answeredBy(observation.response)
    return { ...common, observation, outcome, answeredBy: answerer, invalid: undefined }
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
    const failure = { phase: 'connect', reason: 'other', detail } as const
    const outcome = { isGood: false, failure } as const
    const observation = { ...NOTHING_SEEN, failure }
    return { ...common, observation, outcome, answeredBy: undefined, invalid: 'self_error' }
  }
}

/** 16 bytes in hexadecimal, random but for the six bits that make a UUID: Node draws those many at a time. */
function newTraceId(): string {
  return randomUUID().replaceAll('-', '')
}
