import { getJson } from '../../../adapters/http.ts'
import { pause } from '../../../adapters/pause.ts'
import { seconds } from '../../../lib/duration.ts'
import { type FaultPeriod, readFaultPeriods } from './own-faults.ts'

const INTERVAL = seconds(5)
const TIMEOUT = seconds(1)
/** As long as a ticket may look back. */
const SINCE_MS = 3 * 86_400_000

/** Of what a prober that was started again has forgotten. */
const KEPT = 500

/** The faults that the prober remembers, kept while it does not answer. */
export interface FaultWatch {
  /** What was last answered. */
  readonly current: () => readonly FaultPeriod[]
  /** When that was. */
  readonly answeredAt: () => Date
  /** Asks now; gives what is known when there is no answer. */
  readonly ask: () => Promise<readonly FaultPeriod[]>
  /** Resolves after the signal aborts. */
  readonly ended: Promise<void>
}

/** Asks the prober every five seconds until the signal aborts. */
export function watchFaults(proberUrl: string, now: () => Date, signal: AbortSignal): FaultWatch {
  let periods: readonly FaultPeriod[] = []
  let answeredWall = now().getTime()
  const ask = async (): Promise<readonly FaultPeriod[]> => {
    const since = new Date(now().getTime() - SINCE_MS).toISOString()
    const answer = await getJson(new URL(`/faults?since=${since}`, proberUrl), { timeout: TIMEOUT, signal })
    const read = answer.kind === 'answered' && answer.status === 200 ? readFaultPeriods(answer.body) : undefined
    if (read === undefined) return periods
    periods = withEarlier(periods, read, answeredWall)
    answeredWall = now().getTime()
    return periods
  }
  const watch = async (): Promise<void> => {
    while (!signal.aborted) {
      await ask()
      await pause(INTERVAL, signal)
    }
  }
  return { current: () => periods, answeredAt: () => new Date(answeredWall), ask, ended: watch() }
}

/** The answer, after what a prober that was started again has forgotten. */
function withEarlier(
  known: readonly FaultPeriod[],
  answered: readonly FaultPeriod[],
  knownWall: number,
): readonly FaultPeriod[] {
  // Each probe has its own, so that the first that is listed need not be the oldest.
  const first = answered.reduce((oldest, { fromWall }) => Math.min(oldest, fromWall), Number.POSITIVE_INFINITY)
  const earlier = known.filter(({ fromWall }) => fromWall < first)
  // What lasted as the prober ended has no end of its own: it lasted when the prober was last asked.
  const ended = earlier.map(period => ({ ...period, untilWall: period.untilWall ?? knownWall }))
  return [...ended.slice(-KEPT), ...answered]
}
