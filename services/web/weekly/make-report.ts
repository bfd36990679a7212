import { Worker } from 'node:worker_threads'
import { describeError } from '../../../lib/describe-error.ts'
import { type Duration, humanDuration, seconds } from '../../../lib/duration.ts'

/** What the report of a week is made from. */
export interface ReportOrder {
  readonly prometheusUrl: string
  /** The file that lists the SLOs, with their definitions. */
  readonly sloList: string
  /** The end of the week, in Unix seconds. */
  readonly endSeconds: number
}

/** A report as a page; `nothing` where Prometheus has recorded no SLO in that week. */
export type MadeReport =
  | { readonly kind: 'made'; readonly page: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'failed'; readonly problem: string }

/** A report of 30 days takes under ten seconds; a Prometheus that is that busy is asked again later. */
const DEADLINE = seconds(90)
/** The heap of its thread, in MiB: bench/report-memory has the figures. */
const HEAP_MEBIBYTES = 48

/** How much a report may take. */
export interface ReportBounds {
  readonly deadline: Duration
  readonly heapMebibytes: number
}

/** Makes the report of a week in a thread of its own, which ends at its deadline, and when it needs more memory. Never rejects. */
export async function makeReport(
  order: ReportOrder,
  signal: AbortSignal,
  bounds: ReportBounds = { deadline: DEADLINE, heapMebibytes: HEAP_MEBIBYTES },
): Promise<MadeReport> {
  const worker = new Worker(new URL('./report-worker.ts', import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: bounds.heapMebibytes },
  })
  const { promise, resolve } = Promise.withResolvers<MadeReport>()
  const fail = (problem: string): void => resolve({ kind: 'failed', problem })
  const late = setTimeout(() => fail(`it takes longer than ${humanDuration(bounds.deadline)}`), bounds.deadline)
  const leave = (): void => fail('the page ends')
  signal.addEventListener('abort', leave)
  worker.on('message', resolve)
  worker.on('error', error => fail(describeError(error)))
  worker.on('exit', () => fail('its thread ended without a report'))
  try {
    return await promise
  } finally {
    clearTimeout(late)
    signal.removeEventListener('abort', leave)
    await worker.terminate()
  }
}
