import { guardStopped } from '../../../adapters/processes/guard-stopped.ts'
import { seconds } from '../../../lib/duration.ts'
import type { Supervisor } from '../supervise/supervisor.ts'

/** Of each slice the part runs for a little while: enough to answer, and not to measure. */
const SLICE_MS = seconds(1)
const STOPPED_MS = 0.7 * SLICE_MS

/** Stops a part until the result is called. */
export type Starve = (part: string) => () => void

/**
 * Stops a part for most of each second, until the result is called. Should this process be killed meanwhile, a guard of its own
 * lets the part go on.
 */
export function createStarve(
  { signal, statuses }: Pick<Supervisor, 'signal' | 'statuses'>,
  guard = guardStopped,
): Starve {
  return part => {
    let guarded: { readonly pid: number; readonly end: () => void } | undefined
    const stop = (): void => {
      const pid = statuses().find(({ name }) => name === part)?.pid
      if (pid !== undefined && pid !== guarded?.pid) {
        guarded?.end()
        guarded = { pid, end: guard(pid) }
      }
      if (pid !== undefined) signal(part, 'SIGSTOP')
      waking = setTimeout(() => signal(part, 'SIGCONT'), STOPPED_MS).unref()
    }
    let waking: NodeJS.Timeout | undefined
    stop()
    const slices = setInterval(stop, SLICE_MS).unref()
    return () => {
      clearInterval(slices)
      clearTimeout(waking)
      signal(part, 'SIGCONT')
      guarded?.end()
    }
  }
}
