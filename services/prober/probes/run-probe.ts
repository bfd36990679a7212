import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { steadyNow } from '../../../adapters/steady-clock.ts'
import { answeredBy } from '../core/judge/answered-by.ts'
import { judge } from '../core/judge/judge.ts'
import { NOTHING_SEEN } from '../core/judge/observation.ts'
import type { Finished } from '../core/judge/sample.ts'
import type { Probe, Route } from '../definition/model.ts'
import { OBSERVERS } from './observers.ts'

/** Where and when one probe runs. */
export interface Turn {
  readonly probe: Probe
  readonly route: Route
  readonly role: Finished['role']
  /** When the slot was due, in milliseconds since 1970 by the monotonic clock. */
  readonly slot: number
  /** Counts slots. */
  readonly number: number
  /** Milliseconds until the probe must have ended. */
  readonly timeout: number
}

/** Observes and judges once. Never rejects: a mistake of our own is a sample that is not believed, and never the target's fault. */
export async function runProbe({ probe, route, role, slot, number, timeout }: Turn): Promise<Finished> {
  const traceId = newTraceId()
  const common = { probe: probe.name, path: route.path, role, slot, traceId }
  const start = performance.now()
  const startDelaySeconds = (steadyNow() - slot) / 1000
  try {
    const observation = await OBSERVERS[probe.kind](probe, route, { deadline: start + timeout, turn: number, traceId })
    const outcome = judge(observation, probe.expect, Date.now() / 1000)
    const answerer = observation.response && answeredBy(observation.response)
    return { ...common, startDelaySeconds, observation, outcome, answeredBy: answerer, invalid: undefined }
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
    const failure = { phase: 'connect', reason: 'other', detail } as const
    const outcome = { isGood: false, failure } as const
    const observation = { ...NOTHING_SEEN, failure }
    return { ...common, startDelaySeconds, observation, outcome, answeredBy: undefined, invalid: 'self_error' }
  }
}

/** 16 bytes in hexadecimal, random but for the six bits that make a UUID: Node draws those many at a time. */
function newTraceId(): string {
  return randomUUID().replaceAll('-', '')
}
