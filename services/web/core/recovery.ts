import { recoveredAt } from '../../../slo/report/recovered-at.ts'
import { recoveryText } from '../../../slo/report/recovery-text.ts'
import { isNews } from './shown-now.ts'
import { standingOf } from './standing.ts'
import type { SloFigures, Status } from './status.ts'

/** What of a standing may be only the memory of a window. */
const REMEMBERED = ['burning-fast', 'burning', 'recovering']

/**
 * Since when every probe of an SLO is good although its windows still hold errors; undefined when they do not, or nothing
 * says so. Without a pager the figures say it of themselves, while the prober names no hop.
 */
export function goodSinceOf(
  slo: SloFigures,
  { pages, snapshot }: Pick<Status, 'pages' | 'snapshot'>,
): string | undefined {
  if (snapshot === undefined || !REMEMBERED.includes(standingOf(slo))) return undefined
  if (isNews({ pages, snapshot })) return undefined
  const known = pages.source === 'answering' ? pages.goodSince?.[slo.id] : undefined
  const isNoneNamed = snapshot.faultDomain === 'none' || snapshot.faultDomain === 'unknown'
  const isSaid = known !== undefined || (pages.source !== 'answering' && slo.isProbed && isNoneNamed)
  if (!isSaid) return undefined
  const faultEnd = wallOf(known)
  // The pager has its own figures, and these here may have been read later.
  const lastError = latest(faultEnd, wallOf(slo.lastErrorAt))
  const since = recoveredAt({ lastError, faultEnd, now: Date.parse(snapshot.takenAt) })
  return since === undefined ? undefined : new Date(since).toISOString()
}

function wallOf(moment: string | undefined): number | undefined {
  return moment === undefined ? undefined : Date.parse(moment)
}

function latest(...moments: readonly (number | undefined)[]): number | undefined {
  const known = moments.filter(moment => moment !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}

/** The recovery of an SLO as a sentence, without its full stop. */
export function recoverySentence(recovery: Parameters<typeof recoveryText>[0], now: string): string {
  const text = recoveryText(recovery, new Date(now))
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
