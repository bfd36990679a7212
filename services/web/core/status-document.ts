import { inSeconds } from '../../../lib/duration.ts'
import { type Board, shownSlos } from './board.ts'
import type { Site } from './document.ts'
import { FAULT_WORDS, verdictOf } from './fault-words.ts'
import { freshnessOf } from './freshness.ts'
import { headlineOf } from './headline.ts'
import { standingOf } from './standing.ts'

/** The facts of the status page for programs; what is not known is absent or "blind", never zero or "none". */
export function statusDocument(site: Site, board: Board, now: string): object {
  const freshness = freshnessOf(board, now)
  const headline = headlineOf(board, freshness)
  const verdict = freshness.isStale ? 'blind' : verdictOf(board.snapshot?.faultDomain)
  return {
    release: site.release,
    instance: site.instance,
    standIns: site.standIns,
    headline: { title: headline.title, tone: headline.tone },
    data: {
      isStale: freshness.isStale,
      ...(board.snapshot === undefined ? {} : { takenAt: board.snapshot.takenAt }),
      ...(freshness.age === undefined ? {} : { ageSeconds: inSeconds(freshness.age) }),
      ...(board.silentSince === undefined ? {} : { prometheusSilentSince: board.silentSince }),
    },
    slos: shownSlos(board).map(slo => ({ ...slo, standing: freshness.isStale ? 'blind' : standingOf(slo) })),
    faultDomain: verdict,
    faultDomainInWords: FAULT_WORDS[verdict].title,
    pagesSource: board.pages.source,
    pages: board.pages.pages,
  }
}
