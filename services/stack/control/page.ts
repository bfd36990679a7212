import { humanDuration, milliseconds, seconds } from '../../../lib/duration.ts'
import { LABELS } from '../../../slo/core/names.ts'
import { LABELS as PROBER_LABELS } from '../../prober/contract/labels.ts'
import { FAULT_DOMAINS, type FaultDomain } from '../../prober/contract/names.ts'
import { faultText } from '../contract/fault-text.ts'
import { type Page, titleNow } from '../contract/page.ts'

/** What Alertmanager posts to a webhook (version 4, https://prometheus.io/docs/alerting/latest/configuration/#webhook_config), as far as it is read. */
export interface Notification {
  readonly groupKey: string
  readonly status: 'firing' | 'resolved'
  readonly alerts: readonly NotifiedAlert[]
}

export interface NotifiedAlert {
  readonly status: 'firing' | 'resolved'
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly startsAt: string
  readonly endsAt: string
}

/** Fault domains that name no hop: a page keeps the last one that did. */
const NO_HOP: ReadonlySet<FaultDomain> = new Set(['none', 'unknown'])

/** The fault domain that the prober names now, with the observations it rests on. */
export interface LocatedFault {
  readonly domain: FaultDomain
  /** How many instances fail, as `1 of 2`. */
  readonly instances?: string
  /** Which, as `web-2`. */
  readonly failing?: string
  readonly isSlow?: true
  readonly evidence: readonly string[]
}

/**
 * The page of a notification; `previous` is the page of the same incident as it was before, `fault` the prober's fault
 * domain at this moment. Undefined for a notification without alerts.
 */
export function pageFrom(
  notification: Notification,
  previous: Page | undefined,
  fault: LocatedFault | undefined,
  now: Date,
): Page | undefined {
  const firing = notification.alerts.filter(alert => alert.status === 'firing')
  const current = firing.length > 0 ? firing : notification.alerts
  const worst = [...current].sort((a, b) => burnOf(b) - burnOf(a))[0]
  if (worst === undefined) return undefined
  const continues = previous !== undefined && previous.status === 'firing'
  // An alert that has ended in the same group is of an earlier moment.
  const starts = [...current.map(alert => alert.startsAt), ...(continues ? [previous.startedAt] : [])]
  const earliest = inOrder(starts)[0]
  const startedAt = earliest ?? worst.startsAt
  const slos = new Set([
    ...(continues ? previous.slos : []),
    ...current.flatMap(alert => alert.labels[LABELS.id] ?? []),
  ])
  const resolvedAt = endOf(notification, now)
  const isOfBefore = continues && wasWorse(previous, worst)
  const titledBy = isOfBefore ? previous.titledBy : keyOf(worst)
  return {
    id: continues ? previous.id : `${notification.groupKey} ${startedAt}`,
    severity: worst.labels[LABELS.severity] === 'page' ? 'page' : 'ticket',
    status: notification.status,
    startedAt,
    ...(notification.status === 'resolved' && resolvedAt !== undefined ? { resolvedAt } : {}),
    slos: [...slos].sort(),
    ...whereOf(current, continues ? previous : undefined, fault, now),
    // What comes later is of windows that the incident is leaving: the page says how bad it was, and when.
    ...(isOfBefore ? howBadWas(previous) : howBadIs(worst, slos.size, now)),
    ...(titledBy === undefined ? {} : { titledBy, ...firesBeside(firing, titledBy) }),
  }
}

/** An alert by what distinguishes it from others of its page. */
function keyOf({ labels }: NotifiedAlert): string {
  return ['alertname', LABELS.id, PROBER_LABELS.probe, PROBER_LABELS.path].flatMap(name => labels[name] ?? []).join(' ')
}

/** A page of hundreds of alerts names the first of them. */
const MOST_NAMED = 20

/** What goes on where the alert that the title is of has ended: without that, a page would only say what is over. */
function firesBeside(firing: readonly NotifiedAlert[], titledBy: string): Pick<Page, 'firesNow'> {
  if (firing.length === 0 || firing.some(alert => keyOf(alert) === titledBy)) return {}
  const oldest = firing.toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))
  const firesNow = oldest.slice(0, MOST_NAMED).map(alert => ({
    title: titleOf(alert, 1),
    runbook: alert.annotations.runbook ?? '',
    since: alert.startsAt,
  }))
  return { firesNow }
}

/** Between the end of an alert and the word of it: an evaluation, and the interval of its group. */
const HEARD_WITHIN = seconds(60)

/** When the last alert ended; the moment it was heard of where that was soon, for until then the page was shown as firing. */
function endOf({ alerts }: Notification, now: Date): string | undefined {
  const last = inOrder(alerts.map(alert => alert.endsAt)).at(-1)
  const heardAfter = now.getTime() - Date.parse(last ?? '')
  return heardAfter > 0 && heardAfter <= HEARD_WITHIN ? now.toISOString() : last
}

/** Whether more events were bad when a page was written than are now; where nothing says how many, the burn rate decides. */
function wasWorse({ badNow, burnRate = 0 }: Page, worst: NotifiedAlert): boolean {
  const [before, after] = [badNow, worst.annotations.bad_now].map(text => Number.parseFloat(text ?? ''))
  const isKnown = before !== undefined && after !== undefined && !Number.isNaN(before + after)
  if (isKnown && before !== after) return before > after
  // The same again is not worse, and stays with the moment that it was said of; nothing is of no moment.
  return burnRate > 0 && burnRate >= burnOf(worst)
}

type HowBad = Pick<Page, 'title' | 'runbook' | 'burnRate' | 'badNow' | 'lasts' | 'summary' | 'saidAt'>

/** What an alert says of this moment. */
function howBadIs(worst: NotifiedAlert, slos: number, now: Date): HowBad {
  const burnRate = burnOf(worst)
  return {
    title: titleOf(worst, slos),
    runbook: worst.annotations.runbook ?? '',
    saidAt: now.toISOString(),
    ...(burnRate > 0 ? { burnRate } : {}),
    ...text('badNow', worst.annotations.bad_now),
    ...text('lasts', worst.annotations.lasts),
    ...text('summary', worst.annotations.summary),
  }
}

/** What a page said of its worst moment. */
function howBadWas({ title, runbook, saidAt, burnRate, badNow, lasts, summary }: Page): HowBad {
  return {
    title,
    runbook,
    ...(saidAt === undefined ? {} : { saidAt }),
    ...(burnRate === undefined ? {} : { burnRate }),
    ...text('badNow', badNow),
    ...text('lasts', lasts),
    ...text('summary', summary),
  }
}

/** Moments as RFC 3339 writes them, in whatever time zones, earliest first. */
function inOrder(moments: readonly string[]): readonly string[] {
  return [...moments].sort((a, b) => Date.parse(a) - Date.parse(b))
}

function burnOf(alert: NotifiedAlert): number {
  const burn = Number(alert.annotations.burn_rate)
  return Number.isFinite(burn) ? burn : 0
}

function titleOf(worst: NotifiedAlert, slos: number): string {
  const title = worst.annotations.title ?? worst.labels.alertname ?? 'an alert without a name'
  return slos > 1 ? `${title} (worst of ${slos} SLOs)` : title
}

/** Which hop: the one the prober names now, else that of the alert as it fired, else that of the page as it was. */
function whereOf(
  alerts: readonly NotifiedAlert[],
  previous: Page | undefined,
  fault: LocatedFault | undefined,
  now: Date,
): Pick<Page, 'faultDomain' | 'instances' | 'failing' | 'isSlow' | 'evidence' | 'seenAt'> {
  if (fault !== undefined && !NO_HOP.has(fault.domain)) {
    const { domain, evidence, ...details } = fault
    const seenAt = now.toISOString()
    return { faultDomain: domain, ...detailsOf(details), evidence, seenAt }
  }
  const annotated = alerts.flatMap(alert => faultDomainIn(alert.annotations.fault_domain) ?? [])
  const named = annotated.find(domain => !NO_HOP.has(domain))
  return {
    faultDomain: named ?? previous?.faultDomain ?? annotated[0] ?? 'unknown',
    evidence: previous?.evidence ?? [],
    ...(previous?.seenAt === undefined ? {} : { seenAt: previous.seenAt }),
  }
}

function detailsOf({ instances, failing, isSlow }: Omit<LocatedFault, 'domain' | 'evidence'>) {
  return { ...(instances && { instances }), ...(failing && { failing }), ...(isSlow && { isSlow }) }
}

/** A fault domain in a text from outside; undefined for a word that is not in the closed list. */
export function faultDomainIn(text: unknown): FaultDomain | undefined {
  return FAULT_DOMAINS.find(domain => domain === text)
}

function text<Key extends string>(key: Key, value: string | undefined): Partial<Record<Key, string>> {
  return value === undefined || value === '' || value === 'unknown' ? {} : ({ [key]: value } as Record<Key, string>)
}

/** A page for a terminal: what burns, how bad, how long the budget lasts, where the fault is, and which runbook to open. */
export function describePage(page: Page): readonly string[] {
  const took = milliseconds(Date.parse(page.resolvedAt ?? '') - Date.parse(page.startedAt))
  if (page.status === 'resolved') {
    const after = Number.isFinite(took) ? ` after ${humanDuration(took)}` : ''
    const where = page.faultDomain === 'none' ? '; no hop was named' : `; the fault domain was ${faultText(page)}`
    return [`RESOLVED${after}  ${page.slos.join(', ') || titleNow(page)}${hasPlace(page) ? where : ''}`]
  }
  return [
    `${page.severity === 'page' ? 'PAGE' : 'TICKET'}  ${page.title}`,
    ...(page.slos.length === 0 ? [] : [`      what     ${page.slos.join(', ')}`]),
    ...howBad(page),
    ...(hasPlace(page) ? [`      where    ${page.faultDomain === 'none' ? 'no hop is named' : faultText(page)}`] : []),
    ...page.evidence.map(line => `               ${line}`),
    ...(page.runbook === '' ? [] : [`      do       ${page.runbook}`]),
    ...(page.firesNow ?? []).map(
      ({ title, runbook }) => `      now      ${title}${runbook === '' ? '' : ` (${runbook})`}`,
    ),
  ]
}

/** Whether a page is about the ways that probes cross: one about a disk, or a test, has no hop to name. */
function hasPlace({ slos, faultDomain }: Page): boolean {
  return slos.length > 0 || !NO_HOP.has(faultDomain)
}

/** The figures of a burning budget; an alert about something else has its own summary. */
function howBad(page: Page): readonly string[] {
  if (page.burnRate === undefined) return page.summary === undefined ? [] : [`      how bad  ${page.summary}`]
  return [
    `      how bad  ${page.badNow ?? 'an unknown part'} of events were bad in the last 5 minutes, the budget burns ${page.burnRate.toFixed(1)} times as fast as allowed`,
    `      lasts    ${page.lasts === undefined ? 'unknown' : `at this rate the rest of the budget is gone in ${page.lasts}`}`,
  ]
}
