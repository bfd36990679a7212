import { humanDuration } from '../../../lib/duration.ts'
import { recoveryText } from '../../../slo/report/recovery-text.ts'
import { hiding, NOTICE_KINDS, type Notice } from '../contract/notice.ts'
import { whereNow } from '../control/where.ts'
import type { Paint, StackView } from './stack-view.ts'
import { whereText } from './where-text.ts'

/** Whether the figures of the SLOs are of an earlier moment. */
export function areFiguresOld({ blindFor, notices }: Pick<StackView, 'blindFor' | 'notices'>): boolean {
  return blindFor !== undefined || hiding(notices, 'figures').length > 0
}

/** The fault domain, and where its figures are old, what the prober itself says. */
export function faultDomainText(view: StackView, paint: Paint): string {
  const { proberWord } = view
  const own = proberWord === undefined ? '' : `; the prober itself says ${proberWord.faultDomain}`
  if (view.blindFor !== undefined) {
    return paint('blind', `blind: Prometheus has not answered for ${humanDuration(view.blindFor)}${own}`)
  }
  if (areFiguresOld(view)) return paint('blind', `blind${own}`)
  const { faultDomain, ...where } = whereNow(view, view.faults)
  if (faultDomain === undefined) return paint('blind', `blind: no probe has been counted yet${own}`)
  return paint(faultDomain === 'none' ? 'good' : 'bad', whereText({ faultDomain, ...where }, view.now))
}

/** What fires; that nothing does is said only while a page could arrive. */
export function pagesText({ pages, notices }: StackView, paint: Paint): string {
  const unknown = hiding(notices, 'pages').map(({ text }) => text)
  // The page that says why no alert can page is that the others are unknown.
  const firing = pages.filter(({ status, title }) => status === 'firing' && !unknown.some(text => title.includes(text)))
  const named = firing.map(page => page.slos.join(', ') || page.title).join('; ')
  const parts = [
    ...(named === '' ? [] : [paint('bad', named)]),
    ...(unknown.length === 0 ? [] : [paint('blind', `unknown, ${unknown.join('; ')}`)]),
  ]
  return parts.length === 0 ? paint('dim', 'none firing') : parts.join('; ')
}

/** A line for every SLO whose burn rate is of errors that are over. */
export function recoveryLines(view: StackView, paint: Paint): readonly string[] {
  if (areFiguresOld(view)) return []
  return view.slos.flatMap(({ id, burnRate5m, burnRate1h }) => {
    const goodSince = view.goodSince[id]
    if (goodSince === undefined) return []
    return [
      `  recovers      ${paint('warn', `${id}: ${recoveryText({ goodSince, burnRate5m, burnRate1h }, view.now)}`)}`,
    ]
  })
}

/** A line for every notice that no other line has; a drill has one of its own. */
export function noticeLines(notices: readonly Notice[], paint: Paint): readonly string[] {
  const shown = notices.filter(notice => notice.kind !== 'drill' && hiding([notice], 'pages').length === 0)
  return shown.map(({ kind, text }) => `  note          ${paint(NOTICE_KINDS[kind].tone, text)}`)
}
