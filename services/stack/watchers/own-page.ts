import { type Duration, seconds } from '../../../lib/duration.ts'
import { breaksAlerting, type Notice } from '../contract/notice.ts'
import { OWN_PAGES, type Page } from '../contract/page.ts'
import type { LocatedFault } from '../control/page.ts'

/** Shorter silences are restarts; a page about each of them would teach the on-call to ignore it. */
export const OWN_PAGE_AFTER: Duration = seconds(60)

const RUNBOOK = 'docs/runbooks/watchdog.md'

/**
 * The page that no alert can be: that the alerting itself is broken. It is resolved when that has ended, and names what the
 * prober says meanwhile, for it is all that is known. `previous` is this page as it was; undefined when there is none to send.
 */
export function ownPage(
  notices: readonly Notice[],
  previous: Page | undefined,
  fault: LocatedFault | undefined,
  now: Date,
): Page | undefined {
  const broken = notices.filter(breaksAlerting)
  const isOpen = previous?.status === 'firing'
  const [first] = broken.toSorted((a, b) => a.since.localeCompare(b.since))
  if (first === undefined) {
    if (!isOpen) return undefined
    // What the prober said meanwhile is of other pages, which can arrive again.
    return { ...previous, status: 'resolved', resolvedAt: now.toISOString(), faultDomain: 'none', evidence: [] }
  }
  if (!isOpen && now.getTime() - Date.parse(first.since) < OWN_PAGE_AFTER) return undefined
  const startedAt = isOpen ? previous.startedAt : first.since
  return {
    id: isOpen ? previous.id : `${OWN_PAGES} ${startedAt}`,
    severity: 'page',
    status: 'firing',
    startedAt,
    title: `No alert can page: ${broken.map(({ text }) => text).join('; ')}`,
    slos: [],
    faultDomain: fault?.domain ?? 'unknown',
    evidence: fault === undefined || fault.domain === 'none' ? [] : fault.evidence,
    summary: 'Until that is over no alert pages, whatever breaks. All that is known is what the prober itself says.',
    runbook: RUNBOOK,
  }
}

/** Whether the on-call must hear of the page: it is new, over, or names another broken hop than before. */
export function isNewsOf(page: Page, previous: Page | undefined): boolean {
  const names = page.status === 'firing' && !['none', 'unknown'].includes(page.faultDomain)
  return page.status !== previous?.status || (names && page.faultDomain !== previous.faultDomain)
}
