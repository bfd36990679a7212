import { boundLogFile } from '../../../adapters/files/log-files.ts'
import { pause } from '../../../adapters/pause.ts'
import { describeError } from '../../../lib/describe-error.ts'
import { seconds } from '../../../lib/duration.ts'
import type { Part } from '../plan/part.ts'

/** Two of these per log, so that a stack that runs for months fills no disk. */
const LARGEST_LOG_BYTES = 10 * 1024 * 1024
const INTERVAL = seconds(60)

/** Keeps every part's logs under a size until the signal aborts. A log that cannot be bounded is reported, and stops nothing. */
export async function boundLogs(
  parts: readonly Part[],
  warn: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const files = parts.flatMap(part => [part.process.logFile, ...(part.ownLogs ?? [])])
  while (!signal.aborted) {
    for (const file of files) {
      // A full disk is where this fails, and where the stack is needed most.
      await boundLogFile(file, LARGEST_LOG_BYTES).catch(error => warn(`Cannot bound ${file}: ${describeError(error)}`))
    }
    await pause(INTERVAL, signal)
  }
}
