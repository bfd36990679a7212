import { type Html, html } from '../../../lib/html.ts'
import { hiding, NOTICE_KINDS, type Notice } from '../../stack/contract/notice.ts'
import type { Freshness } from './freshness.ts'
import type { Headline } from './headline-rule.ts'
import { clockText } from './quantities.ts'
import { goodSinceOf } from './recovery.ts'
import { type Standing, standingSince } from './standing.ts'
import type { SloFigures, Status } from './status.ts'

/** What must be known to read the page: what the pager says, and that the pager itself does not answer. */
export function noticesOf({ pages }: Pick<Status, 'pages'>): readonly Notice[] {
  if (pages.source !== 'silent') return pages.notices ?? []
  const since = pages.silentSince ?? ''
  // What the pager said before may be over; that it is silent is all that is known.
  return [{ kind: 'pager-silent', since, text: `the pager does not answer${since && ` since ${clockText(since)}`}` }]
}

/** The standing of an SLO as it may be shown: blind while its figures are old, or the prober that it counts is silent. */
export function shownStanding(slo: SloFigures, status: Status, freshness: Freshness): Standing {
  if (isRowBlind(slo, status, freshness)) return 'blind'
  return standingSince(slo, goodSinceOf(slo, status))
}

/** Whether a row's figures say nothing of now. */
export function isRowBlind({ isProbed }: SloFigures, status: Status, { isStale }: Freshness): boolean {
  if (isStale) return true
  if (isProbed !== true) return false
  const isProberSilent = status.snapshot !== undefined && status.snapshot.faultDomain === undefined
  return isProberSilent || hiding(noticesOf(status), 'figures').length > 0
}

/** The headline of a site that is well as far as is known, while no page could arrive. */
export function pagesUnknown(status: Pick<Status, 'pages'>): Headline | undefined {
  const reasons = hiding(noticesOf(status), 'pages')
  if (reasons.length === 0) return undefined
  return {
    tone: 'blind',
    title: 'Pages unknown',
    sentence: `${sentenceOf(reasons)} Whether a page fires is not known, and none could arrive.`,
  }
}

/** Why it is unknown whether a page fires, as sentences. */
function sentenceOf(reasons: readonly Notice[]): string {
  return reasons.map(({ text }) => `${capitalised(text)}.`).join(' ')
}

/** Every notice, under the headline; nothing when there is none. */
export function noticeList(notices: readonly Notice[]): Html | '' {
  if (notices.length === 0) return ''
  const items = notices.map(
    ({ kind, text }) =>
      html`<li class="notice tone-${NOTICE_KINDS[kind].tone}"><span>${capitalised(`${prefix(kind)}${text}`)}</span></li>`,
  )
  return html`<ul class="notices" aria-label="What must be known besides">${items}</ul>
`
}

function prefix(kind: Notice['kind']): string {
  const hidden = (['pages', 'figures'] as const).filter(
    each => hiding([{ kind, since: '', text: '' }], each).length > 0,
  )
  if (hidden.length === 0) return ''
  const words = hidden.join(' and ')
  return `${words}: unknown, `
}

/** What the prober itself says, for a page that has no fresh figures; nothing when it does not answer. */
export function proberSentence({ pages }: Pick<Status, 'pages'>): string {
  const word = pages.source === 'answering' ? pages.proberSays : undefined
  if (word === undefined) return ''
  const said = ` The prober itself says at ${clockText(word.at)}: `
  if (word.faultDomain === 'none') return `${said}every path is good.`
  const evidence = word.evidence.length === 0 ? '.' : `. ${word.evidence.join(' ')}`
  return `${said}fault domain ${word.faultDomain}${evidence}`
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
