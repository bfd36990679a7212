import { setTimeout as sleep } from 'node:timers/promises'
import { type AskOptions, getJson } from '../../adapters/http.ts'
import type { Log } from '../../adapters/log.ts'
import { createPrometheus } from '../../adapters/prometheus/client.ts'
import { type Duration, seconds } from '../../lib/duration.ts'
import { field } from '../../lib/json/parse.ts'
import { NEWEST_SAMPLES_QUERY, newestSamples } from '../../slo/report/newest-samples.ts'
import { REPORT_QUERY } from '../../slo/report/report.ts'
import { readKnownFaults } from '../stack/contract/known-faults.ts'
import { readNotices, readProberWord } from '../stack/contract/notice.ts'
import { readGoodSince } from '../stack/contract/recovery.ts'
import { type PageList, readPages } from './core/read-pages.ts'
import type { SloDefinition } from './core/slo-list.ts'
import { type Status, takeSnapshot } from './core/status.ts'

export interface PollDeps {
  readonly prometheusUrl: string
  readonly pagesUrl: string | undefined
  /** ISO 8601. */
  readonly now: () => string
  readonly log: Log
  /** The defined SLOs as they are now; those of the first status when absent. */
  readonly definitions?: () => readonly SloDefinition[]
  readonly interval?: Duration
  readonly timeout?: Duration
}

const INTERVAL = seconds(5)
const TIMEOUT = seconds(2)

/**
 * Reads a new status every few seconds and hands it to `show`, until the signal aborts. Requests only ever see the status
 * last shown, so a Prometheus that hangs makes figures old, and no page slow.
 */
export async function pollStatus(
  deps: PollDeps,
  first: Status,
  show: (status: Status) => void,
  signal: AbortSignal,
): Promise<void> {
  let status = first
  while (!signal.aborted) {
    const next = await readStatus(deps, status, signal)
    if (signal.aborted) return
    status = next
    show(status)
    // The wait rejects when the signal aborts, and then so does the loop's condition.
    await sleep(deps.interval ?? INTERVAL, undefined, { signal }).catch(() => undefined)
  }
}

/** The next status: what answered is new, what did not stays as it was and is marked. */
async function readStatus(deps: PollDeps, before: Status, signal: AbortSignal): Promise<Status> {
  const previous = deps.definitions === undefined ? before : { ...before, definitions: deps.definitions() }
  const options = { timeout: deps.timeout ?? TIMEOUT, signal }
  const prometheus = createPrometheus(deps.prometheusUrl, options)
  const [report, newest, pages] = await Promise.all([
    prometheus.instant(REPORT_QUERY),
    prometheus.instant(NEWEST_SAMPLES_QUERY),
    readPageList(deps, previous.pages, options),
  ])
  const now = deps.now()
  if (report.kind === 'unanswered' || signal.aborted) {
    const silentSince = previous.silentSince ?? previous.snapshot?.takenAt ?? now
    if (report.kind === 'unanswered' && previous.silentSince === undefined && !signal.aborted) {
      deps.log.warn('prometheus does not answer', { problem: report.problem })
    }
    return { ...previous, silentSince, pages }
  }
  if (previous.silentSince !== undefined)
    deps.log.info('prometheus answers again', { silentSince: previous.silentSince })
  const newestSample = newest.kind === 'answered' ? newestSamples(newest.readings).scrape : undefined
  const newestSampleAt =
    newestSample === undefined ? previous.snapshot?.newestSampleAt : new Date(newestSample * 1000).toISOString()
  const snapshot = {
    ...takeSnapshot(now, report.readings, previous.definitions),
    ...(newestSampleAt === undefined ? {} : { newestSampleAt }),
  }
  return { ...previous, snapshot, silentSince: undefined, pages }
}

async function readPageList(deps: PollDeps, previous: PageList, options: AskOptions): Promise<PageList> {
  if (deps.pagesUrl === undefined) return { source: 'not-connected', pages: [] }
  const answer = await getJson(new URL(deps.pagesUrl), options)
  const pages = answer.kind === 'answered' && answer.status === 200 ? readPages(answer.body) : undefined
  if (pages !== undefined) {
    if (previous.source === 'silent') deps.log.info('pager answers again')
    const body = answer.kind === 'answered' ? answer.body : undefined
    const proberSays = readProberWord(field(body, 'proberSays'))
    const notices = readNotices(field(body, 'notices'))
    const faults = readKnownFaults(field(body, 'faults'))
    return {
      source: 'answering',
      pages,
      notices,
      goodSince: readGoodSince(body),
      ...(faults === undefined ? {} : { faults }),
      ...(proberSays === undefined ? {} : { proberSays }),
    }
  }
  if (previous.source !== 'silent' && options.signal?.aborted !== true) {
    const problem =
      answer.kind === 'unanswered' ? answer.problem : `It answered ${answer.status} without a list of pages`
    deps.log.warn('pager does not answer', { problem })
  }
  return { source: 'silent', pages: previous.pages, silentSince: previous.silentSince ?? deps.now() }
}
