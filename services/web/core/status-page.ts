import { type Html, html } from '../../../lib/html.ts'
import { refreshSentence, renderDocument, type Site } from './document.ts'
import { faultWords, hopsUnder, type ShownFault, shownFault } from './fault-words.ts'
import { type Freshness, freshnessOf } from './freshness.ts'
import { headlineOf } from './headline.ts'
import { pageList } from './page-list.ts'
import { goodSinceOf } from './recovery.ts'
import type { WeeklyList } from './report-weeks.ts'
import { sloTable } from './slo-table.ts'
import { type Status, shownSlos } from './status.ts'
import { isRowBlind, noticeList, noticesOf, proberSentence } from './watch-words.ts'

/** Short enough to follow an incident, long enough to read the page. */
const REFRESH_SECONDS = 15

/** What is shown beside the status. */
export interface PageExtras {
  /** Whether the page does not reload by itself. */
  readonly isPaused?: boolean
  /** The reports of the last weeks; undefined where none are made. */
  readonly weekly?: WeeklyList | undefined
}

/** The status page as it stands at `now` (ISO 8601). */
export function renderStatusPage(site: Site, status: Status, now: string, extras: PageExtras = {}): string {
  const refresh = { seconds: REFRESH_SECONDS, isPaused: extras.isPaused === true }
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
</section>${extras.weekly === undefined ? '' : weeklyReports(extras.weekly)}`,
  })
}

function weeklyReports({ weeks, problem }: WeeklyList): Html {
  const links = weeks.map(week => html`<li><a href="/reports/${week}">${week}</a></li>`)
  const none = html`<p class="empty">The first one is made when a week is over.</p>`
  return html`
<section aria-labelledby="weekly">
<h2 id="weekly">Weekly reports</h2>
<div class="card">${weeks.length === 0 ? none : html`<ul class="weeks">${links}</ul>`}${problem === undefined ? '' : html`<p class="note tone-blind">${problem}.</p>`}</div>
</section>`
}

/** The hops, and the fault domain in words; when the figures are stale, the last known fault domain is named as such. */
function requestPath(status: Status, freshness: Freshness): Html {
  const last = shownFault(status.snapshot?.faultDomain)
  const fault = freshness.isStale ? 'blind' : last
  const { faultInstances: instances, isSlow } = status.snapshot ?? {}
  const details = freshness.isStale ? {} : { instances, isSlow }
  const { title, tone, sentence } = faultWords(fault, details)
  const hops = hopsUnder(fault, details).map(
    hop => html`<li class="hop tone-${hop.tone}"><strong>${hop.name}</strong><span>${hop.word}</span></li>`,
  )
  return html`<ol class="hops">${hops}</ol>
<p class="fault-sentence"><strong class="tone-${tone}">${title}.</strong> ${freshness.isStale ? `${staleSentence(last)}${proberSentence(status)}` : sentence}</p>`
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
