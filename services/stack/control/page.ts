import { humanDuration, milliseconds } from '../../../lib/duration.ts'
import { LABELS } from '../../../slo/core/names.ts'

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

/** One incident as the on-call meets it: everything of a service and severity that burns at the same time. */
export interface Page {
  readonly id: string
  readonly severity: 'page' | 'ticket'
  readonly status: 'firing' | 'resolved'
  readonly startedAt: string
  readonly resolvedAt?: string
  readonly title: string
  /** Ids of the SLOs it hurts. */
  readonly slos: readonly string[]
  readonly faultDomain: string
  /** What the prober saw that made it name that domain. */
  readonly evidence: readonly string[]
  readonly burnRate?: number
  /** The part of events that were bad in the last minutes, as `12.5%`. */
  readonly badNow?: string
  /** How long the rest of the budget lasts at this rate, as `2h 4m 0s`. */
  readonly lasts?: string
  /** What the alert says of itself in a sentence or two. */
  readonly summary?: string
  readonly runbook: string
}

/** Verdicts that name no hop: a page keeps the last one that did. */
const NO_HOP = new Set(['none', 'unknown', ''])

/** The prober's verdict with what it rests on. */
export interface Verdict {
  readonly domain: string
  readonly evidence: readonly string[]
}

/**
 * The page that a notification tells of; `previous` is the same incident as it was told before, `verdict` what the prober
 * says at this moment.
 */
export function pageFrom(
  notification: Notification,
  previous: Page | undefined,
  verdict: Verdict | undefined,
): Page | undefined {
  const firing = notification.alerts.filter(alert => alert.status === 'firing')
  const told = firing.length > 0 ? firing : notification.alerts
  const worst = [...told].sort((a, b) => burnOf(b) - burnOf(a))[0]
  if (worst === undefined) return undefined
  const continues = previous !== undefined && previous.status === 'firing'
  const starts = [...notification.alerts.map(alert => alert.startsAt), ...(continues ? [previous.startedAt] : [])]
  const earliest = inOrder(starts)[0]
  const startedAt = earliest ?? worst.startsAt
  const slos = new Set([...(continues ? previous.slos : []), ...told.flatMap(alert => alert.labels[LABELS.id] ?? [])])
  const burnRate = burnOf(worst)
  const resolvedAt = inOrder(notification.alerts.map(alert => alert.endsAt)).at(-1)
  return {
    id: continues ? previous.id : `${notification.groupKey} ${startedAt}`,
    severity: worst.labels[LABELS.severity] === 'page' ? 'page' : 'ticket',
    status: notification.status,
    startedAt,
    ...(notification.status === 'resolved' && resolvedAt !== undefined ? { resolvedAt } : {}),
    title: titleOf(worst, slos.size),
    slos: [...slos].sort(),
    ...whereOf(told, continues ? previous : undefined, verdict),
    ...(burnRate > 0 ? { burnRate } : {}),
    ...text('badNow', worst.annotations.bad_now),
    ...text('lasts', worst.annotations.lasts),
    ...text('summary', worst.annotations.summary),
    runbook: worst.annotations.runbook ?? '',
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

/** Which hop, by whoever names one: the prober now, the alert as it fired, the page as it was. */
function whereOf(
  alerts: readonly NotifiedAlert[],
  previous: Page | undefined,
  verdict: Verdict | undefined,
): Pick<Page, 'faultDomain' | 'evidence'> {
  if (verdict !== undefined && !NO_HOP.has(verdict.domain)) {
    return { faultDomain: verdict.domain, evidence: verdict.evidence }
  }
  const told = alerts.map(alert => alert.annotations.fault_domain ?? '')
  const named = told.find(domain => !NO_HOP.has(domain))
  return {
    faultDomain: named ?? previous?.faultDomain ?? (told[0] || 'unknown'),
    evidence: previous?.evidence ?? [],
  }
}

function text<Key extends string>(key: Key, value: string | undefined): Partial<Record<Key, string>> {
  return value === undefined || value === 'unknown' ? {} : ({ [key]: value } as Record<Key, string>)
}

/** A page in the words of somebody who was just woken: what, how bad, how long, where, and what to open. */
export function describePage(page: Page): readonly string[] {
  const took = milliseconds(Date.parse(page.resolvedAt ?? '') - Date.parse(page.startedAt))
  if (page.status === 'resolved') {
    const after = Number.isFinite(took) ? ` after ${humanDuration(took)}` : ''
    return [`RESOLVED  ${page.slos.join(', ') || page.title}${after}; the fault domain was ${page.faultDomain}`]
  }
  return [
    `${page.severity === 'page' ? 'PAGE' : 'TICKET'}  ${page.title}`,
    ...(page.slos.length === 0 ? [] : [`      what     ${page.slos.join(', ')}`]),
    ...howBad(page),
    `      where    ${page.faultDomain}`,
    ...page.evidence.map(line => `               ${line}`),
    `      do       ${page.runbook}`,
  ]
}

/** The figures of a burning budget; an alert that is about none tells its own sentence. */
function howBad(page: Page): readonly string[] {
  if (page.burnRate === undefined) return page.summary === undefined ? [] : [`      how bad  ${page.summary}`]
  return [
    `      how bad  ${page.badNow ?? 'an unknown part'} of events were bad in the last 5 minutes, the budget burns ${page.burnRate} times as fast as allowed`,
    `      lasts    ${page.lasts === undefined ? 'unknown' : `at this rate the rest of the budget is gone in ${page.lasts}`}`,
  ]
}
