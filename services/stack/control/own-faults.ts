import { field } from '../../../lib/json/parse.ts'
import { listAt, textAt } from '../../../lib/json/path.ts'
import type { Slo } from '../../../slo/core/model.ts'
import { LABELS } from '../../../slo/core/names.ts'
import { LABELS as PROBER_LABELS } from '../../prober/contract/labels.ts'
import { type FaultDomain, PROBER_SERVICE } from '../../prober/contract/names.ts'
import { HOPS } from '../contract/known-faults.ts'
import type { Cause, Page } from '../contract/page.ts'
import { isOfProbe, type OwnRoutes, routesOf } from './own-routes.ts'
import { faultDomainIn, type LocatedFault, type Notification } from './page.ts'

/** A time in which a probe failed, as the prober remembers it. */
export interface FaultPeriod extends LocatedFault {
  readonly probe: string
  readonly fromWall: number
  /** Undefined while it lasts. */
  readonly untilWall: number | undefined
  /** Failed slots that count, by route as `probe path`. */
  readonly failures: ReadonlyMap<string, number>
  /** When the last of them ended, by route. */
  readonly lastFailures: ReadonlyMap<string, number>
}

/** The periods in the prober's answer, without entries that are none; undefined for what is no such answer. */
export function readFaultPeriods(body: unknown): readonly FaultPeriod[] | undefined {
  if (!Array.isArray(field(body, 'faults'))) return undefined
  return listAt(body, 'faults').flatMap(entry => {
    const domain = faultDomainIn(field(entry, 'domain'))
    const fromWall = Date.parse(textAt(entry, 'from'))
    if (domain === undefined || Number.isNaN(fromWall)) return []
    const untilWall = Date.parse(textAt(entry, 'until'))
    const failures = Object.entries(Object(field(entry, 'failures'))).flatMap(([route, count]) =>
      typeof count === 'number' ? [[route, count] as const] : [],
    )
    const lastFailures = Object.entries(Object(field(entry, 'lastFailures'))).flatMap(([route, moment]) => {
      const wall = Date.parse(String(moment))
      return Number.isNaN(wall) ? [] : [[route, wall] as const]
    })
    return [
      {
        probe: textAt(entry, 'probe'),
        domain,
        ...instancesOf(field(entry, 'instances')),
        ...(field(entry, 'isSlow') === true ? { isSlow: true as const } : {}),
        evidence: listAt(entry, 'evidence').filter(line => typeof line === 'string'),
        fromWall,
        untilWall: Number.isNaN(untilWall) ? undefined : untilWall,
        failures: new Map(failures),
        lastFailures: new Map(lastFailures),
      },
    ]
  })
}

/** How many instances fail, as `1 of 2`, and which. */
export function instancesOf(instances: unknown): Pick<LocatedFault, 'instances' | 'failing'> {
  const failing = field(instances, 'failing')
  const of = field(instances, 'of')
  if (!Array.isArray(failing) || typeof of !== 'number') return {}
  return {
    instances: `${failing.length} of ${of}`,
    ...(failing.length > MOST_NAMED ? {} : { failing: failing.join(', ') }),
  }
}

/** More failing instances than these are counted only. */
const MOST_NAMED = 3

/** A burning budget is noticed at most so long after its failures: the longest window that pages, and the one that opens tickets. */
const LOOK_BACK_MS = { page: 6 * 3_600_000, ticket: 3 * 86_400_000 } as const

/** What a page is about, as far as its own faults depend on it. */
type Paged = Pick<Page, 'severity' | 'startedAt' | 'resolvedAt' | 'status'>

/**
 * The faults that a page is about: those in which probes of its SLOs failed in slots that count, and those without any
 * failure (a hop that is slow) that lasted while it fired. Another moment's fault, or one in maintenance, is not its own.
 */
function ownFaults(page: Paged, periods: readonly FaultPeriod[], routes: OwnRoutes): readonly FaultPeriod[] {
  const started = Date.parse(page.startedAt)
  const resolved = Date.parse(page.resolvedAt ?? '')
  const end = page.status === 'firing' || Number.isNaN(resolved) ? Number.POSITIVE_INFINITY : resolved
  const during = (from: number) => (period: FaultPeriod) =>
    period.fromWall < end && (period.untilWall ?? Number.POSITIVE_INFINITY) >= from
  const own = periods.filter(period => isOwn(period, routes))
  // What was over long before it began is a cause only where nothing nearer is.
  const near = own.filter(during(started - NEAR_MS))
  return near.length > 0 ? near : own.filter(during(started - LOOK_BACK_MS[page.severity])).slice(-1)
}

/** Between the end of a fault and the page about it: a scrape, an evaluation, and the sending. What ended earlier had its own page. */
const NEAR_MS = 2 * 60_000

/** The fault that a notification's page names; `now` is what the prober names at this moment, for SLOs that count no probe. */
export function faultOf(
  notification: Notification,
  periods: readonly FaultPeriod[],
  slos: readonly Slo[],
  now: LocatedFault | undefined,
): LocatedFault | undefined {
  const firing = notification.alerts.filter(({ status }) => status === 'firing')
  const alerts = firing.length > 0 ? firing : notification.alerts
  const routes = routesOf(
    slos,
    alerts.flatMap(({ labels }) => labels[LABELS.id] ?? []),
  )
  const startedAt = alerts.map(({ startsAt }) => startsAt).toSorted()[0]
  if (routes.routes.size === 0 || startedAt === undefined)
    return isAboutProber(alerts) ? undefined : crossed(alerts, now)
  const severity = alerts.some(({ labels }) => labels[LABELS.severity] === 'page') ? 'page' : 'ticket'
  return latestFault(ownFaults({ severity, status: 'firing', startedAt }, periods, routes))
}

/** Whether alerts are about the prober itself: what it names at that moment is no cause of them. */
function isAboutProber(alerts: Notification['alerts']): boolean {
  return alerts.every(({ labels }) => labels[LABELS.service] === PROBER_SERVICE)
}

/** Whether a fault of one of these probes was named a moment ago, of which no failure is counted yet. */
export function isJustNamed({ probe, untilWall, failures, isSlow }: FaultPeriod, own: OwnRoutes): boolean {
  return untilWall === undefined && failures.size === 0 && isSlow !== true && isOfProbe(own, probe)
}

/** Whether probes on these routes failed in slots that count, or the hop was slow to those whose time counts. */
export function isOwn({ probe, failures, isSlow }: FaultPeriod, { routes, timed }: OwnRoutes): boolean {
  if (isSlow === true && timed.has(probe)) return true
  return [...routes].some(route => (failures.get(route) ?? 0) > 0)
}

/** The fault that probes on these routes have now, whatever others have; undefined when they are good. */
export function lastingFault(periods: readonly FaultPeriod[], own: OwnRoutes): FaultPeriod | undefined {
  const all = periods.filter(period => isOwn(period, own) || isJustNamed(period, own))
  return latestFault(all.filter(({ untilWall }) => untilWall === undefined))
}

/** What a path runs through; a hop beyond that is no cause of its failures. */
const CROSSED: Readonly<Record<string, readonly FaultDomain[]>> = {
  app: ['app'],
  ingress: ['ingress', 'app'],
}

/** The fault that the prober names now, unless the alerts are about a path that does not cross it. */
function crossed(alerts: Notification['alerts'], now: LocatedFault | undefined): LocatedFault | undefined {
  const isOff = (path: string | undefined) => {
    const hops = CROSSED[path ?? '']
    return now !== undefined && HOPS.includes(now.domain) && hops !== undefined && !hops.includes(now.domain)
  }
  // What is about neither an SLO nor a path, as a disk or the alerting, has another cause.
  const isPlaced = alerts.some(
    ({ labels }) => labels[LABELS.id] !== undefined || labels[PROBER_LABELS.path] !== undefined,
  )
  return !isPlaced || alerts.some(({ labels }) => isOff(labels[PROBER_LABELS.path])) ? undefined : now
}

/** The fault that a page names: the latest of its own that names a hop, else the latest. */
function latestFault(faults: readonly FaultPeriod[]): FaultPeriod | undefined {
  return faults.findLast(({ domain }) => domain !== 'unknown' && domain !== 'none') ?? faults.at(-1)
}

/** The page with the faults that are its own, as the prober knows them now; `others` are all pages. */
export function withOwnFaults(
  page: Page,
  periods: readonly FaultPeriod[],
  slos: readonly Slo[],
  others: readonly Page[] = [],
): Page {
  const left = periods.filter(period => !others.some(other => isOfEarlier(period, page, other, slos)))
  const faults = ownFaults(page, left, routesOf(slos, page.slos))
  const latest = latestFault(faults)
  if (latest === undefined) return page
  const { instances, failing, isSlow, ...rest } = page
  return {
    ...rest,
    ...(latest.domain === 'unknown' ? {} : namedBy(latest.domain, latest)),
    ...(latest.domain === 'unknown' || latest.evidence.length === 0 ? {} : { evidence: latest.evidence }),
    causes: faults.map(causeOf),
  }
}

/** Whether a fault that was over before a page began had an earlier page of its own. */
function isOfEarlier(period: FaultPeriod, page: Page, other: Page, slos: readonly Slo[]): boolean {
  const { fromWall, untilWall = Number.POSITIVE_INFINITY } = period
  if (other.id === page.id || other.severity !== page.severity || untilWall >= Date.parse(page.startedAt)) return false
  const [began, ended] = [Date.parse(other.startedAt), Date.parse(other.resolvedAt ?? '')]
  return fromWall < ended && untilWall >= began - NEAR_MS && isOwn(period, routesOf(slos, other.slos))
}

function namedBy(faultDomain: FaultDomain, { instances, failing, isSlow }: FaultPeriod): Pick<Cause, 'faultDomain'> {
  return { faultDomain, ...(instances && { instances }), ...(failing && { failing }), ...(isSlow && { isSlow }) }
}

function causeOf(period: FaultPeriod): Cause {
  const { domain, fromWall, untilWall } = period
  return {
    ...namedBy(domain, period),
    from: new Date(fromWall).toISOString(),
    ...(untilWall === undefined ? {} : { until: new Date(untilWall).toISOString() }),
  }
}
