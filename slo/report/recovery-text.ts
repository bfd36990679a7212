import { momentText } from '../../lib/text/moment-text.ts'
import { BASE_WINDOW } from '../core/windows.ts'

/** A recovery, and whose. */
interface Recovery {
  /** ISO 8601. */
  readonly goodSince: string
  /** What the window of five minutes still holds; undefined or null where that is not known. */
  readonly burnRate5m: number | null | undefined
  /** Of one SLO or of several; probes of others may fail meanwhile. */
  readonly whose?: 'its' | 'their'
}

/** What a burn rate means that only remembers: `all its probes are good since 12:03:10 UTC; the 5-minute window clears at 12:08:10 UTC`. */
export function recoveryText({ goodSince, burnRate5m, whose = 'its' }: Recovery, now: Date): string {
  const since = new Date(goodSince)
  const clears = new Date(since.getTime() + BASE_WINDOW)
  const good = `all ${whose} probes are good since ${momentText(since, now)}`
  return clears > now && burnRate5m !== 0 ? `${good}; the 5-minute window clears at ${momentText(clears, now)}` : good
}
