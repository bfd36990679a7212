import { bounded } from '../../../../lib/bounded.ts'
import type { Probe, Secret } from '../../definition/model.ts'
import { redact, redactedStart, redactorOf } from '../../definition/redact.ts'
import { BODY_START, type Sample } from '../judge/sample.ts'
import { curlCommand } from './curl.ts'
import { secretsOf } from './shown-sample.ts'

/** Everything that is kept of a failed probe: the evidence, and how to reproduce it. */
export interface FailureRecord {
  readonly probe: string
  readonly path: string
  readonly role: Sample['role']
  /** ISO 8601. */
  readonly time: string
  readonly reason: string
  readonly phase: string
  readonly detail: string
  readonly invalid: string | undefined
  /** Until when its route is not probed because of this failure, and why. */
  readonly setAside?: string
  readonly phasesSeconds: Readonly<Record<string, number>>
  readonly durationSeconds: number
  readonly address: string | undefined
  readonly resolved: readonly string[]
  readonly answeredBy: string | undefined
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly bodyStart: string | undefined
  readonly bodyBytes: number | undefined
  readonly certificate: Sample['observation']['certificate']
  readonly steps: Sample['observation']['steps']
  readonly traceId: string
  /** A command that repeats the request; undefined for kinds that curl does not support. */
  readonly curl: string | undefined
}

/** Failures kept of each probe, where there are not too many probes for that, and at least. */
const KEPT = { most: 20, least: 2 }
/** Failures kept in all: a record is one to six kilobytes. */
const KEPT_IN_ALL = 2000

/** What is searched for secrets, which takes time. */
const SEARCHED = { text: 1024, entries: 24 }

/** What a record shows of each text and list. */
const SHOWN = { text: 512, entries: 24 }

/** The record of a failure, without secrets; undefined for a good sample. */
export function failureRecord(sample: Sample, probe: Probe, secrets: readonly Secret[]): FailureRecord | undefined {
  const { outcome, observation } = sample
  if (outcome.isGood) return undefined
  const { response } = observation
  const all = secretsOf(sample, secrets)
  const route = probe.routes.find(({ path }) => path === sample.path)
  const record: FailureRecord = {
    probe: sample.probe,
    path: sample.path,
    role: sample.role,
    time: new Date(sample.slotWall).toISOString(),
    ...outcome.failure,
    invalid: sample.invalid,
    phasesSeconds: observation.phases,
    durationSeconds: observation.durationSeconds,
    address: observation.address,
    resolved: observation.resolved,
    answeredBy: sample.answeredBy,
    status: response?.status,
    headers: response?.headers ?? {},
    bodyStart: response && redactedStart(response.body, BODY_START, all),
    bodyBytes: response?.bodyBytes,
    certificate: observation.certificate,
    steps: observation.steps,
    traceId: sample.traceId,
    curl: route && curlCommand(probe, route, observation.address, redactorOf(all)),
  }
  const { curl, ...rest } = record
  // Cut to what is shown at last: what is cut of a text could be half a secret.
  return { ...bounded(redact(bounded(rest, SEARCHED), all), SHOWN), curl }
}

/** The last failures of each probe, the newest first. */
export type FailureLog = Readonly<Record<string, readonly FailureRecord[]>>

/** The failures of slots later than a moment; probes without any are left out. */
export function failuresSince(failures: FailureLog, sinceWall: number): FailureLog {
  const later = Object.entries(failures).map(
    ([probe, records]) => [probe, records.filter(({ time }) => Date.parse(time) > sinceWall)] as const,
  )
  return Object.fromEntries(later.filter(([, records]) => records.length > 0))
}

/** The records of a probe with one more failure, of so many probes; the oldest is dropped. */
export function withRecord(
  before: readonly FailureRecord[],
  record: FailureRecord,
  probes: number,
): readonly FailureRecord[] {
  const kept = Math.max(KEPT.least, Math.min(KEPT.most, Math.floor(KEPT_IN_ALL / Math.max(1, probes))))
  return [record, ...before.slice(0, kept - 1)]
}

/** The records of a probe with a note at the newest failure of a path, that the path is not probed for a while. */
export function withSetAside(
  records: readonly FailureRecord[],
  path: string,
  setAside: string,
): readonly FailureRecord[] {
  const newest = records.findIndex(record => record.path === path)
  return records.map((record, index) => (index === newest ? { ...record, setAside } : record))
}
