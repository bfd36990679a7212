import { type Html, html } from '../../../lib/html.ts'
import { hiding } from '../../stack/contract/notice.ts'
import { type Cause, isOwnPage, isPast, type Page, titleNow } from '../../stack/contract/page.ts'
import { faultWords } from './faults/fault-words.ts'
import { ageText, clockText, durationBetween, momentText } from './quantities.ts'
import type { PageList } from './read-pages.ts'

/** The text in place of an empty list: a pager that does not answer is not the same as no page. */
const NOTHING: Readonly<Record<PageList['source'], Html>> = {
  answering: html`<p class="empty">No recent pages.</p>`,
  silent: html`<p class="empty tone-blind">Blind: the pager does not answer, so it is unknown whether a page is firing.</p>`,
  'not-connected': html`<p class="empty">No pager is connected to this page.</p>`,
}

/** The recent pages, firing ones first. */
export function pageList(list: PageList, now: string): Html {
  const reasons = list.source === 'answering' ? hiding(list.notices ?? [], 'pages') : []
  const unknown =
    reasons.length === 0
      ? ''
      : html`<p class="note tone-blind">Pages: unknown, for the reason above; these are the last known.</p>`
  if (list.pages.length === 0)
    return unknown === ''
      ? NOTHING[list.source]
      : html`<p class="note tone-blind">Pages: unknown, for the reason above.</p>`
  const note =
    list.source === 'silent'
      ? html`<p class="note tone-blind">The pager does not answer; these are the last known pages.</p>`
      : unknown
  return html`${note}<ol class="pages">${list.pages.map(page => pageItem(page, now, note === ''))}</ol>`
}

function pageItem(page: Page, now: string, isKnown: boolean): Html {
  const isFiring = page.status === 'firing'
  const tone = isFiring ? (page.severity === 'page' ? 'bad' : 'warn') : 'past'
  const label = isFiring ? `${page.severity === 'page' ? 'Page' : 'Ticket'} firing` : 'Resolved'
  return html`
<li class="page edge-${tone}">
<p class="meta"><span class="chip tone-${tone}">${label}</span> <time datetime="${page.startedAt}">${momentText(page.startedAt)}</time> · ${lasted(page, now, isKnown)}</p>
<h3>${titleNow(page)}</h3>
<p>${details(page)}</p>
${causes(page, now)}${evidence(page)}${runbook(page.runbook)}${firesNow(page, now)}</li>`
}

/** Of a page that may have ended unseen nothing is said of now. */
function lasted(page: Page, now: string, isKnown: boolean): string {
  if (page.status === 'firing' && !isKnown && !isOwnPage(page)) return 'whether it still fires is unknown'
  if (page.status === 'firing') return `for ${ageText(durationBetween(page.startedAt, now))} now`
  return page.resolvedAt === undefined ? 'over' : `lasted ${ageText(durationBetween(page.startedAt, page.resolvedAt))}`
}

function details(page: Page): string {
  const { tone, title } = faultWords(page.faultDomain, page)
  const isHop = tone === 'bad' || page.isSlow === true
  const parts = [
    page.slos.join(', '),
    page.burnRate === undefined ? '' : burned(page, page.burnRate),
    isHop ? hopText(page, title) : '',
  ]
  return parts.filter(part => part !== '').join(' · ')
}

/** The burn rate of the worst moment, unless the title has it, and when that was. */
function burned({ title, saidAt }: Page, burnRate: number): string {
  const when = saidAt === undefined ? 'when this was sent' : `at ${clockText(saidAt)}`
  return title.includes(' times as fast as allowed')
    ? `worst ${when}`
    : `burned ${burnRate} times as fast as allowed ${when}`
}

/** Which hop is broken. Nothing follows the faults of a page that is about no SLO, so what it names is of when it was sent. */
function hopText(page: Page, title: string): string {
  if (isPast(page)) return past(title)
  const seenAt = page.seenAt ?? page.saidAt
  if (page.slos.length > 0 || seenAt === undefined) return title
  return `${past(title)} at ${clockText(seenAt)}`
}

function past(title: string): string {
  return title.replace(' is ', ' was ').replace(/ fail(?=$|:)/, ' failed')
}

/** Each fault that a page lasted over, with its own time; the evidence already says it where there is one that goes on. */
function causes(page: Page, now: string): Html | '' {
  const all = page.causes ?? []
  if (all.length === 0) return ''
  return html`<ul class="evidence">${all.map(cause => html`<li>${causeText(cause, now)}</li>`)}</ul>
`
}

function causeText(cause: Cause, now: string): string {
  const { title } = faultWords(cause.faultDomain, cause)
  const { from, until } = cause
  if (until === undefined) return `Since ${clockText(from)}, for ${ageText(durationBetween(from, now))} now: ${title}.`
  return `${clockText(from)}, for ${ageText(durationBetween(from, until))}: ${past(title)}.`
}

function evidence(page: Page): Html | '' {
  if (page.evidence.length === 0) return ''
  return html`<p class="seen">${seenWhen(page)}</p>
<ul class="evidence">${page.evidence.map(line => html`<li>${line}</li>`)}</ul>
`
}

/** Evidence is written as it was seen, so what was seen earlier says that. */
function seenWhen(page: Page): string {
  if (isPast(page)) return 'What the probes showed then:'
  const seenAt = page.seenAt ?? page.saidAt
  if (page.slos.length > 0 || seenAt === undefined) return 'What the probes show:'
  return `What the probes showed at ${clockText(seenAt)}:`
}

/** More than these are counted. */
const MOST_FIRING = 3

/** What goes on after the alert that the title is of has ended, each with its own runbook. */
function firesNow({ firesNow = [] }: Page, now: string): readonly Html[] {
  const named = firesNow.slice(0, MOST_FIRING).map(
    ({ title, since, runbook: where }) =>
      html`<p class="fires"><strong>Fires now</strong>, since ${clockText(since)}, for ${ageText(durationBetween(since, now))}: ${title}.</p>
${runbook(where)}`,
  )
  const more = firesNow.length - named.length
  return more === 0 ? named : [...named, html`<p class="fires">So do ${more} more.</p>\n`]
}

/** Only addresses of the web become links: a runbook may be a path in the repository, and never a script. */
function runbook(where: string): Html | '' {
  if (where === '') return ''
  const isLink = /^https?:\/\//.test(where)
  const text = isLink ? html`<a href="${where}" rel="noopener">${where}</a>` : html`<code>${where}</code>`
  return html`<p class="runbook">Runbook ${text}</p>
`
}
