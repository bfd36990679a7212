import { type Html, html } from '../../../lib/html.ts'
import { renderDocument, type Site } from './document.ts'
import { FAULT_WORDS, hopsUnder, type ShownFault, shownFault } from './fault-words.ts'
import { type Freshness, freshnessOf } from './freshness.ts'
import { headlineOf } from './headline.ts'
import { pageList } from './page-list.ts'
import { sloTable } from './slo-table.ts'
import { type Status, shownSlos } from './status.ts'

/** Often enough to follow an incident, seldom enough to read. */
const REFRESH_SECONDS = 15

/** The status page as it stands at `now` (ISO 8601). */
export function renderStatusPage(site: Site, status: Status, now: string): string {
  const freshness = freshnessOf(status, now)
  const headline = headlineOf(status, freshness)
  return renderDocument(site, {
    title: `${headline.title} · Leadline`,
    tone: headline.tone,
    refreshSeconds: REFRESH_SECONDS,
    body: html`<section class="hero tone-${headline.tone}">
<h1>${headline.title}</h1>
<p>${headline.sentence}</p>
<p class="age">${freshness.sentence}</p>
</section>
<section aria-labelledby="promises">
<h2 id="promises">Promises</h2>
<div class="card">${sloTable(shownSlos(status), freshness.isStale)}</div>
</section>
<section aria-labelledby="way">
<h2 id="way">The way of a request</h2>
<div class="card way">${way(status, freshness)}${standIns(site)}</div>
</section>
<section aria-labelledby="pages">
<h2 id="pages">Recent pages</h2>
${pageList(status.pages, now)}
</section>`,
  })
}

/** The hops, and the fault domain in words; a fault that is no longer fresh is told as the last one known. */
function way(status: Status, freshness: Freshness): Html {
  const last = shownFault(status.snapshot?.faultDomain)
  const fault = freshness.isStale ? 'blind' : last
  const { title, tone, sentence } = FAULT_WORDS[fault]
  const hops = hopsUnder(fault).map(
    hop => html`<li class="hop tone-${hop.tone}"><strong>${hop.name}</strong><span>${hop.word}</span></li>`,
  )
  return html`<ol class="hops">${hops}</ol>
<p class="fault-sentence"><strong class="tone-${tone}">${title}.</strong> ${freshness.isStale ? staleSentence(last) : sentence}</p>`
}

function standIns(site: Site): Html | '' {
  if (site.standIns.length === 0) return ''
  return html`
<p class="note">Not the real thing here: ${site.standIns.join('; ')}.</p>`
}

function staleSentence(last: ShownFault): string {
  const known = last === 'blind' ? '' : ` Last known: “${FAULT_WORDS[last].title}.”`
  return `Without fresh figures nobody knows whether the hops answer.${known}`
}
