import { type Slo, sloId } from '../../../slo/core/model.ts'
import { recoveredAt } from '../../../slo/report/recovered-at.ts'
import type { SloReport } from '../../../slo/report/report.ts'
import type { GoodSince } from '../contract/recovery.ts'
import { type FaultPeriod, isJustNamed, isOwn } from './own-faults.ts'
import { routesOf } from './own-routes.ts'

/**
 * Since when every probe of an SLO is good, for those that burn and had failures within the last hour. It is the moment of
 * the last error in the figures themselves: a fault may have no error of this SLO, and an error no fault.
 */
export function goodSince(
  slos: readonly Slo[],
  periods: readonly FaultPeriod[],
  reports: readonly SloReport[],
  now: Date,
): GoodSince {
  const recovered = slos.flatMap(slo => {
    const report = reports.find(({ id }) => id === sloId(slo))
    const since = report && isRemembered(report) ? recoveryOf(slo, report, periods, now.getTime()) : undefined
    return since === undefined ? [] : [[sloId(slo), new Date(since).toISOString()]]
  })
  return Object.fromEntries(recovered)
}

/** Whether a window holds more errors than it may. */
function isRemembered({ burnRate5m = 0, burnRate1h = 0 }: SloReport): boolean {
  return burnRate5m > 1 || burnRate1h > 1
}

function recoveryOf(slo: Slo, report: SloReport, periods: readonly FaultPeriod[], now: number): number | undefined {
  const routes = routesOf([slo], [sloId(slo)])
  if (routes.routes.size === 0) return undefined
  const own = periods.filter(period => isOwn(period, routes) || isJustNamed(period, routes))
  if (own.some(({ untilWall }) => untilWall === undefined)) return undefined
  // The prober knows a failure before it is scraped and counted.
  const failures = own.flatMap(({ lastFailures }) => [...routes.routes].flatMap(route => lastFailures.get(route) ?? []))
  const counted = report.lastErrorAt === undefined ? [] : [Date.parse(report.lastErrorAt), ...failures]
  const ends = own.filter(isEndKnown).map(({ untilWall }) => untilWall ?? 0)
  return recoveredAt({ lastError: latest(counted), faultEnd: latest(ends), now })
}

/** Whether good samples ended a fault; failures that no hop was named for have no end but the last of them. */
function isEndKnown({ domain, evidence }: FaultPeriod): boolean {
  return domain !== 'unknown' || evidence.length > 0
}

function latest(moments: readonly number[]): number | undefined {
  return moments.length === 0 ? undefined : Math.max(...moments)
}
