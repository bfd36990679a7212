import type { Probe, Secret } from '../../definition/model.ts'
import { redact, redactedStart, redactorOf } from '../../definition/redact.ts'
import { BODY_START, type Finished } from '../judge/sample.ts'
import { curlCommand } from './curl.ts'

/** Everything that is left of a failed probe: what a person needs to believe it, and to see it again. */
export interface FailureRecord {
  readonly probe: string
  readonly path: string
  readonly role: Finished['role']
  /** ISO 8601. */
  readonly time: string
  readonly reason: string
  readonly phase: string
  readonly detail: string
  readonly invalid: string | undefined
  readonly phasesSeconds: Readonly<Record<string, number>>
  readonly durationSeconds: number
  readonly address: string | undefined
  readonly resolved: readonly string[]
  readonly answeredBy: string | undefined
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly bodyStart: string | undefined
  readonly bodyBytes: number | undefined
  readonly certificate: Finished['observation']['certificate']
  readonly steps: Finished['observation']['steps']
  readonly traceId: string
  /** A command that asks the same again; undefined for kinds that curl does not know. */
  readonly curl: string | undefined
}

/** Failures kept of each probe. */
const KEPT = 20

/** The record of a failure, without secrets; undefined for a good sample. */
export function failureRecord(finished: Finished, probe: Probe, secrets: readonly Secret[]): FailureRecord | undefined {
  const { outcome, observation } = finished
  if (outcome.isGood) return undefined
  const { response } = observation
  const route = probe.routes.find(({ path }) => path === finished.path)
  const record: FailureRecord = {
    probe: finished.probe,
    path: finished.path,
    role: finished.role,
    time: new Date(finished.slot).toISOString(),
    ...outcome.failure,
    invalid: finished.invalid,
    phasesSeconds: observation.phases,
    durationSeconds: observation.durationSeconds,
    address: observation.address,
    resolved: observation.resolved,
    answeredBy: finished.answeredBy,
    status: response?.status,
    headers: response?.headers ?? {},
    bodyStart: response && redactedStart(response.body, BODY_START, secrets),
    bodyBytes: response?.bodyBytes,
    certificate: observation.certificate,
    steps: observation.steps,
    traceId: finished.traceId,
    curl: route && curlCommand(probe, route, observation.address, redactorOf(secrets)),
  }
  return redact(record, secrets)
}

/** The last failures of each probe, the newest first. */
export type BlackBox = Readonly<Record<string, readonly FailureRecord[]>>

/** The box with one more failure; the oldest of that probe falls out. */
export function withRecord(box: BlackBox, record: FailureRecord): BlackBox {
  return { ...box, [record.probe]: [record, ...(box[record.probe] ?? [])].slice(0, KEPT) }
}
