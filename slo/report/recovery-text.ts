import { hours } from '../../lib/duration.ts'
import { momentText } from '../../lib/text/moment-text.ts'
import { BASE_WINDOW } from '../core/windows.ts'

/** A recovery, and whose. */
interface Recovery {
  /** ISO 8601. */
  readonly goodSince: string
  /** What the window of five minutes still holds; undefined or null where that is not known. */
  readonly burnRate5m: number | null | undefined
  /** What the window of an hour still holds, where it is shown. */
  readonly burnRate1h?: number | null | undefined
  /** Of one SLO or of several; probes of others may fail meanwhile. */
  readonly whose?: 'its' | 'their'
}

/** What a burn rate means that only remembers: `all its probes are good since 12:03:10 UTC; the 5-minute window clears at 12:08:10 UTC`. */
export function recoveryText({ goodSince, burnRate5m, burnRate1h, whose = 'its' }: Recovery, now: Date): string {
  const since = new Date(goodSince)
  const cleared = (window: number) => new Date(since.getTime() + window)
  const good = `all ${whose} probes are good since ${momentText(since, now)}`
  const short = cleared(BASE_WINDOW)
  if (short > now && burnRate5m !== 0) return `${good}; the 5-minute window clears at ${momentText(short, now)}`
  const long = cleared(hours(1))
  const isInHour = long > now && typeof burnRate1h === 'number' && burnRate1h > 1
  return isInHour ? `${good}; the 1-hour window clears at ${momentText(long, now)}` : good
}
