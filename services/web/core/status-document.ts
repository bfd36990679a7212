import { inSeconds } from '../../../lib/duration.ts'
import { hiding } from '../../stack/contract/notice.ts'
import type { Site } from './document.ts'
import { faultWords } from './faults/fault-words.ts'
import { freshnessOf } from './freshness.ts'
import { headlineOf } from './headline.ts'
import { goodSinceOf } from './recovery.ts'
import { shownNow } from './shown-now.ts'
import { type SloFigures, type Status, shownSlos } from './status.ts'
import { noticesOf, shownStanding } from './watch-words.ts'

/** The facts of the status page for programs; what is not known is absent or "blind", never zero or "none". */
export function statusDocument(site: Site, status: Status, now: string): object {
  const freshness = freshnessOf(status, now)
  const headline = headlineOf(status, freshness, now)
  const notices = noticesOf(status)
  const { fault, details, past } = shownNow(status, freshness)
  const recovery = (slo: SloFigures) => {
    const goodSince = freshness.isStale ? undefined : goodSinceOf(slo, status)
    return goodSince === undefined ? {} : { goodSince }
  }
  return {
    release: site.release,
    instance: site.instance,
    standIns: site.standIns,
    headline: { title: headline.title, tone: headline.tone },
    data: {
      isStale: freshness.isStale,
      ...(status.snapshot === undefined ? {} : { takenAt: status.snapshot.takenAt }),
      ...(freshness.age === undefined ? {} : { ageSeconds: inSeconds(freshness.age) }),
      ...(status.silentSince === undefined ? {} : { prometheusSilentSince: status.silentSince }),
    },
    slos: shownSlos(status).map(slo => ({ ...slo, standing: shownStanding(slo, status, freshness), ...recovery(slo) })),
    faultDomain: fault,
    faultDomainInWords: faultWords(fault, details).title,
    ...(details.instances === undefined ? {} : { faultInstances: details.instances }),
    ...(details.failing === undefined ? {} : { failingInstances: details.failing }),
    ...(past === undefined ? {} : { faultEnded: { faultDomain: past.fault, at: past.until } }),
    notices,
    arePagesKnown: status.pages.source !== 'not-connected' && hiding(notices, 'pages').length === 0,
    ...(status.pages.proberSays === undefined ? {} : { proberSays: status.pages.proberSays }),
    pagesSource: status.pages.source,
    pages: status.pages.pages,
  }
}
