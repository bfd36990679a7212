import { type Html, html } from '../../../lib/html.ts'
import { type Board, shownSlos } from './board.ts'
import { renderDocument, type Site } from './document.ts'
import { FAULT_WORDS, hopsUnder, type Verdict, verdictOf } from './fault-words.ts'
import { type Freshness, freshnessOf } from './freshness.ts'
import { headlineOf } from './headline.ts'
import { pageList } from './page-list.ts'
import { sloTable } from './slo-table.ts'

/** Often enough to follow an incident, seldom enough to read. */
const REFRESH_SECONDS = 15

/** The status page as it stands at `now` (ISO 8601). */
export function renderStatusPage(site: Site, board: Board, now: string): string {
  const freshness = freshnessOf(board, now)
  const headline = headlineOf(board, freshness)
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
<div class="card">${sloTable(shownSlos(board), freshness.isStale)}</div>
</section>
<section aria-labelledby="way">
<h2 id="way">The way of a request</h2>
<div class="card way">${way(board, freshness)}${standIns(site)}</div>
</section>
<section aria-labelledby="pages">
<h2 id="pages">Recent pages</h2>
${pageList(board.pages, now)}
</section>`,
  })
}

/** The hops, and the fault domain in words; a verdict that is no longer fresh is told as the last one known. */
function way(board: Board, freshness: Freshness): Html {
  const last = verdictOf(board.snapshot?.faultDomain)
  const verdict = freshness.isStale ? 'blind' : last
  const { title, tone, sentence } = FAULT_WORDS[verdict]
  const hops = hopsUnder(verdict).map(
    hop => html`<li class="hop tone-${hop.tone}"><strong>${hop.name}</strong><span>${hop.word}</span></li>`,
  )
  return html`<ol class="hops">${hops}</ol>
<p class="verdict"><strong class="tone-${tone}">${title}.</strong> ${freshness.isStale ? staleSentence(last) : sentence}</p>`
}

function standIns(site: Site): Html | '' {
  if (site.standIns.length === 0) return ''
  return html`
<p class="note">Not the real thing here: ${site.standIns.join('; ')}.</p>`
}

function staleSentence(last: Verdict): string {
  const known = last === 'blind' ? '' : ` Last known: “${FAULT_WORDS[last].title}.”`
  return `Without fresh figures nobody knows whether the hops answer.${known}`
}
