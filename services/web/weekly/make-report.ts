import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describeError } from '../../../lib/describe-error.ts'
import { type Duration, humanDuration, seconds } from '../../../lib/duration.ts'
import { NODE_FLAGS } from '../../../lib/node-flags.ts'

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

/** How much a report may take. */
export interface ReportBounds {
  readonly deadline: Duration
  readonly heapMebibytes: number
}

/** A report of 30 days takes under ten seconds; a Prometheus that is so busy is asked again later. */
const BOUNDS: ReportBounds = { deadline: seconds(90), heapMebibytes: 32 }

/**
 * Makes the report of a week in a process of its own, which ends at its deadline, and when it needs more memory: a thread
 * that runs out of memory can take its process with it. Never rejects.
 */
export async function makeReport(order: ReportOrder, signal: AbortSignal, bounds = BOUNDS): Promise<MadeReport> {
  const { deadline, heapMebibytes } = bounds
  const child = fork(fileURLToPath(new URL('./report-process.ts', import.meta.url)), {
    execArgv: [...NODE_FLAGS.filter(flag => !flag.startsWith(HEAP_FLAG)), `${HEAP_FLAG}${heapMebibytes}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const { promise, resolve } = Promise.withResolvers<MadeReport>()
  const fail = (problem: string): void => resolve({ kind: 'failed', problem })
  const late = setTimeout(() => fail(`it takes longer than ${humanDuration(deadline)}`), deadline)
  const leave = (): void => fail('the page ends')
  signal.addEventListener('abort', leave)
  child.on('message', message => resolve(message as MadeReport))
  child.on('error', error => fail(describeError(error)))
  child.on('exit', (code, ended) => fail(`its process ended without a report (${ended ?? `exit code ${code}`})`))
  child.send(order)
  try {
    return await promise
  } finally {
    clearTimeout(late)
    signal.removeEventListener('abort', leave)
    child.kill('SIGKILL')
  }
}

const HEAP_FLAG = '--max-old-space-size='
