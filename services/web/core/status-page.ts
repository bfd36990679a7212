import { type Html, html } from '../../../lib/html.ts'
import { refreshSentence, renderDocument, type Site } from './document.ts'
import { type ShownFault, shownFault } from './faults/domain-words.ts'
import { faultWords, hopsUnder } from './faults/fault-words.ts'
import { type Freshness, freshnessOf } from './freshness.ts'
import { headlineOf } from './headline.ts'
import { pageList } from './page-list.ts'
import { clockText } from './quantities.ts'
import { goodSinceOf } from './recovery.ts'
import { type ShownNow, shownNow } from './shown-now.ts'
import { sloTable } from './slo-table.ts'
import { type Status, shownSlos } from './status.ts'
import { isRowBlind, noticeList, noticesOf, proberSentence } from './watch-words.ts'

/** Short enough to follow an incident, long enough to read the page. */
const REFRESH_SECONDS = 15

/** The status page as it stands at `now` (ISO 8601). */
export function renderStatusPage(site: Site, status: Status, now: string, isPaused = false): string {
  const refresh = { seconds: REFRESH_SECONDS, isPaused }
  const freshness = freshnessOf(status, now)
  const headline = headlineOf(status, freshness, now)
  return renderDocument(site, {
    title: `${headline.title} · Leadline`,
    tone: headline.tone,
    refresh,
    body: html`<section class="hero tone-${headline.tone}">
<h1>${headline.title}</h1>
<p>${headline.sentence}</p>
<p class="age">${freshness.sentence}. ${refreshSentence(refresh)}</p>
</section>
${noticeList(noticesOf(status))}<section aria-labelledby="slos">
<h2 id="slos">SLOs</h2>
<div class="card">${sloTable(shownSlos(status), now, slo => ({
      isBlind: isRowBlind(slo, status, freshness),
      goodSince: goodSinceOf(slo, status),
    }))}</div>
</section>
<section aria-labelledby="way">
<h2 id="way">Request path</h2>
<div class="card request-path">${requestPath(status, freshness)}${standIns(site)}</div>
</section>
<section aria-labelledby="pages">
<h2 id="pages">Recent pages</h2>
${pageList(status.pages, now)}
</section>`,
  })
}

/** The hops, and the fault domain in words; when the figures are stale, the last known fault domain is named as such. */
function requestPath(status: Status, freshness: Freshness): Html {
  const last = shownFault(status.snapshot?.faultDomain)
  const { fault, details, past } = shownNow(status, freshness)
  const { title, tone, sentence } = faultWords(fault, details)
  const hops = hopsUnder(fault, details).map(
    hop => html`<li class="hop tone-${hop.tone}"><strong>${hop.name}</strong><span>${hop.word}</span></li>`,
  )
  return html`<ol class="hops">${hops}</ol>
<p class="fault-sentence"><strong class="tone-${tone}">${title}.</strong> ${freshness.isStale ? `${staleSentence(last)}${proberSentence(status)}` : sentence}${pastSentence(past)}</p>`
}

/** What was broken a moment ago; the list of pages has the rest. */
function pastSentence(past: ShownNow['past']): string {
  if (past === undefined) return ''
  return ` ${faultWords(past.fault).title.replace(' is ', ' was ')} until ${clockText(past.until)}.`
}

function standIns(site: Site): Html | '' {
  if (site.standIns.length === 0) return ''
  return html`
<p class="note">Stand-ins on this machine: ${site.standIns.join('; ')}.</p>`
}

function staleSentence(last: ShownFault): string {
  const known = last === 'blind' ? '' : ` Last known: “${faultWords(last).title}.”`
  return `Without fresh figures it is unknown whether the hops answer.${known}`
}
