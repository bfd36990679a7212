import { faultNow, isUnheard } from '../../stack/contract/known-faults.ts'
import { type ShownFault, shownFault } from './faults/domain-words.ts'
import type { FaultDetails } from './faults/fault-words.ts'
import type { Status } from './status.ts'

/** Where the fault is, as every place on the page shows it. */
export interface ShownNow {
  readonly fault: ShownFault
  /** Nothing of a moment that is over. */
  readonly details: FaultDetails
  /** The hop that was broken a moment ago, and until when. */
  readonly past?: { readonly fault: ShownFault; readonly until: string }
}

/** Where the fault is now, by the later of the figures and the pager; of figures that are old, nothing. */
export function shownNow(
  { snapshot, pages }: Pick<Status, 'snapshot' | 'pages'>,
  { isStale }: { readonly isStale: boolean },
): ShownNow {
  if (isStale || snapshot === undefined) return { fault: 'blind', details: {} }
  const { faultDomain, faultInstances: instances, isSlow, routes } = snapshot
  const { past, failing, ...now } = faultNow({ faultDomain, sampleAt: snapshot.probedAt }, heardIn(pages))
  const fault = shownFault(now.faultDomain)
  if (past !== undefined) return { fault, details: {}, past: { fault: past.faultDomain, until: past.until } }
  return { fault, details: { instances, failing: instances && failing, isSlow, routes } }
}

/** Whether the figures name a hop that the pager has not heard of yet. */
export function isNews({ snapshot, pages }: Pick<Status, 'snapshot' | 'pages'>): boolean {
  if (snapshot === undefined) return false
  return isUnheard({ faultDomain: snapshot.faultDomain, sampleAt: snapshot.probedAt }, heardIn(pages))
}

function heardIn(pages: Status['pages']) {
  return pages.source === 'answering' ? pages.faults : undefined
}
