import { setTimeout as sleep } from 'node:timers/promises'
import { boundLogFile } from '../../adapters/log-files.ts'
import { seconds } from '../../lib/duration.ts'
import type { Part } from './part.ts'

/** Two of these per log, so that a stack that runs for months fills no disk. */
const LARGEST_LOG_BYTES = 10 * 1024 * 1024
const INTERVAL = seconds(60)

/** Keeps every part's logs under a size until the signal aborts. */
export async function boundLogs(parts: readonly Part[], signal: AbortSignal): Promise<void> {
  const files = parts.flatMap(part => [part.process.logFile, ...(part.ownLogs ?? [])])
  while (!signal.aborted) {
    for (const file of files) await boundLogFile(file, LARGEST_LOG_BYTES)
    // The only way this sleep fails is the signal, and then the loop ends.
    await sleep(INTERVAL, undefined, { signal }).catch(() => undefined)
  }
}
