import { guardStopped } from '../../../adapters/processes/guard-stopped.ts'
import { milliseconds } from '../../../lib/duration.ts'
import type { Supervisor } from '../supervise/supervisor.ts'

/**
 * As a limit on its processor throttles a process: what it runs between two stops is shorter than the prober's measurement of its
 * own reference, so that none ends in the slice that it began in.
 */
const STOPPED = milliseconds(100)
const SLICE = milliseconds(103)

/** Stops a part until the result is called. */
export type Starve = (part: string) => () => void

/**
 * Stops a part for most of the time, until the result is called. Should this process be killed meanwhile, a guard of its own
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
      waking = setTimeout(() => signal(part, 'SIGCONT'), STOPPED).unref()
    }
    let waking: NodeJS.Timeout | undefined
    stop()
    const slices = setInterval(stop, SLICE).unref()
    return () => {
      clearInterval(slices)
      clearTimeout(waking)
      signal(part, 'SIGCONT')
      guarded?.end()
    }
  }
}
