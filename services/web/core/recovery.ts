import { recoveryText } from '../../../slo/report/recovery-text.ts'
import { standingOf } from './standing.ts'
import type { SloFigures, Status } from './status.ts'

/** What of a standing may be only the memory of a window. */
const REMEMBERED = ['burning-fast', 'burning', 'recovering']

/** Since when every probe of an SLO is good although its windows still hold errors; undefined when they do not, or nothing says so. */
export function goodSinceOf(slo: SloFigures, { pages }: Pick<Status, 'pages'>): string | undefined {
  if (pages.source !== 'answering' || !REMEMBERED.includes(standingOf(slo))) return undefined
  return pages.goodSince?.[slo.id]
}

/** The recovery of an SLO as a sentence, without its full stop. */
export function recoverySentence(goodSince: string, now: string): string {
  const text = recoveryText(goodSince, new Date(now))
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
