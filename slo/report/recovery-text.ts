import { momentText } from '../../lib/text/moment-text.ts'
import { BASE_WINDOW } from '../core/windows.ts'

/** What a burn rate means that only remembers: `every probe is good since 12:03:10 UTC; the 5-minute window clears at 12:08:10 UTC`. */
export function recoveryText(goodSince: string, now: Date): string {
  const since = new Date(goodSince)
  const clears = new Date(since.getTime() + BASE_WINDOW)
  const good = `every probe is good since ${momentText(since, now)}`
  return clears > now ? `${good}; the 5-minute window clears at ${momentText(clears, now)}` : good
}
