import { momentText } from '../../lib/text/moment-text.ts'
import { BASE_WINDOW } from '../core/windows.ts'

/**
 * What a burn rate means that only remembers: `every probe of it is good since 12:03:10 UTC; the 5-minute window clears at
 * 12:08:10 UTC`. Probes of other SLOs, or of none, may fail meanwhile.
 */
export function recoveryText(goodSince: string, now: Date, of: 'it' | 'them' = 'it'): string {
  const since = new Date(goodSince)
  const clears = new Date(since.getTime() + BASE_WINDOW)
  const good = `every probe of ${of} is good since ${momentText(since, now)}`
  return clears > now ? `${good}; the 5-minute window clears at ${momentText(clears, now)}` : good
}
