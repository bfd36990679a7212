import { momentText } from '../../lib/text/moment-text.ts'
import { BASE_WINDOW } from '../core/windows.ts'

/**
 * What a burn rate means that only remembers: `all its probes are good since 12:03:10 UTC; the 5-minute window clears at
 * 12:08:10 UTC`. Probes of other SLOs, or of none, may fail meanwhile.
 */
export function recoveryText(goodSince: string, now: Date, whose: 'its' | 'their' = 'its'): string {
  const since = new Date(goodSince)
  const clears = new Date(since.getTime() + BASE_WINDOW)
  const good = `all ${whose} probes are good since ${momentText(since, now)}`
  return clears > now ? `${good}; the 5-minute window clears at ${momentText(clears, now)}` : good
}
