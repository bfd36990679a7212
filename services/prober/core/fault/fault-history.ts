import type { FaultDomain } from '../../contract/names.ts'
import { type ProbeRoute, routeKey } from '../slots/probe-route.ts'
import type { Localisation } from './localise.ts'

/** A time in which a probe failed, with failures that count, and where the fault was. */
export interface FaultPeriod extends Localisation {
  readonly probe: string
  /** When the first of its failures was due, ISO 8601. */
  readonly from: string
  /** When the probe was good again, or another hop was named; absent while it lasts. */
  readonly until?: string
  /** Failed slots that count, by `routeKey`; one in maintenance does not. */
  readonly failures: Readonly<Record<string, number>>
  /** When the last of them ended, ISO 8601, by `routeKey`. */
  readonly lastFailures: Readonly<Record<string, string>>
}

/**
 * The times in which probes failed, so that a page can name the hop of its own failures, whenever it is read. Each probe has
 * its own: a target that is always bad would otherwise keep the faults of all others from ever ending.
 */
export interface FaultHistory {
  /** A slot that counts has failed: when it was due, and when it ended. */
  failed(route: ProbeRoute, slotWall: number, endWall: number): void
  /** Where a probe's fault is now; `none` while it is in no trouble. */
  follow(probe: string, localisation: Localisation, nowWall: number): void
  /** The probes whose fault lasts. */
  lasting(): readonly string[]
  /** Ends the faults of probes that are no longer defined. */
  keepOnly(names: ReadonlySet<string>, nowWall: number): void
  /** The periods that had not ended at a moment, oldest first. */
  since(wall: number): readonly FaultPeriod[]
}

interface Period {
  readonly probe: string
  localisation: Localisation
  readonly fromWall: number
  untilWall: number | undefined
  /** When the latest of its failures ended. */
  lastWall: number
  readonly failures: Map<string, { readonly count: number; readonly endWall: number }>
}

/** Enough for days of trouble; a flapping hop must not fill the memory. */
const KEPT = 500
/** Besides, so that an outage of hundreds of probes does not drive out what lasts. */
const KEPT_FOR_EACH = 2
/** A failure belongs to the hop that is named within this time: two slots and a confirmation of the slowest probes. */
const NAMED_WITHIN_MS = 60_000

/** Starts empty: what came before a restart of the prober is not known to it. */
export function createFaultHistory(): FaultHistory {
  const periods: Period[] = []
  const latest = new Map<string, Period>()
  const open = (probe: string, nowWall: number): Period | undefined => {
    const last = latest.get(probe)
    if (last !== undefined && last.untilWall === undefined && isSpent(last, nowWall)) last.untilWall = last.lastWall
    return last?.untilWall === undefined ? last : undefined
  }
  const begin = (probe: string, localisation: Localisation, fromWall: number): Period => {
    const period = { probe, localisation, fromWall, untilWall: undefined, lastWall: fromWall, failures: new Map() }
    periods.push(period)
    latest.set(probe, period)
    if (periods.length > KEPT + KEPT_FOR_EACH * latest.size) forget(periods, latest)
    return period
  }
  return {
    failed(route, slotWall, endWall) {
      // A first failure comes before its confirmation, so before any hop is named.
      const period = open(route.probe, slotWall) ?? begin(route.probe, NOT_NAMED, slotWall)
      period.lastWall = Math.max(period.lastWall, endWall)
      const before = period.failures.get(routeKey(route))
      period.failures.set(routeKey(route), { count: (before?.count ?? 0) + 1, endWall })
    },
    follow(probe, localisation, nowWall) {
      const before = open(probe, nowWall)
      if (localisation.domain === 'none') {
        // A failure that is not confirmed yet may be the first of a fault.
        if (before !== undefined && before.localisation !== NOT_NAMED) before.untilWall = nowWall
      } else if (before === undefined) begin(probe, localisation, nowWall)
      else if (isRefined(before, localisation, nowWall)) before.localisation = localisation
      else if (localisation.domain !== 'unknown') {
        before.untilWall = nowWall
        begin(probe, localisation, nowWall)
      }
    },
    lasting: () => [...latest.values()].flatMap(({ probe, untilWall }) => (untilWall === undefined ? [probe] : [])),
    keepOnly(names, nowWall) {
      for (const [probe, period] of latest) {
        if (names.has(probe)) continue
        period.untilWall ??= period.localisation === NOT_NAMED ? period.lastWall : nowWall
        latest.delete(probe)
      }
    },
    since: wall => periods.filter(({ untilWall }) => (untilWall ?? Number.POSITIVE_INFINITY) > wall).map(shown),
  }
}

/** Drops the oldest period that is over: more are kept than probes can have that last. */
function forget(periods: Period[], latest: Map<string, Period>): void {
  const [dropped] = periods.splice(
    periods.findIndex(({ untilWall }) => untilWall !== undefined),
    1,
  )
  if (dropped !== undefined && latest.get(dropped.probe) === dropped) latest.delete(dropped.probe)
}

const NOT_NAMED: Localisation = { domain: 'unknown', evidence: [] }

/** Whether failures that no hop was named for are over: single ones are never confirmed. */
function isSpent({ localisation, lastWall }: Period, nowWall: number): boolean {
  return localisation === NOT_NAMED && nowWall - lastWall > NAMED_WITHIN_MS
}

/** Whether a period's fault is named better now, and is no other one. */
function isRefined(period: Period, { domain }: Localisation, nowWall: number): boolean {
  const was: FaultDomain = period.localisation.domain
  return was === domain || (was === 'unknown' && nowWall - period.fromWall <= NAMED_WITHIN_MS)
}

function shown({ probe, localisation, fromWall, untilWall, lastWall, failures }: Period): FaultPeriod {
  const end = untilWall ?? (localisation === NOT_NAMED ? lastWall : undefined)
  const { domain, instances, isSlow, evidence } = localisation
  return {
    probe,
    domain,
    ...(instances === undefined ? {} : { instances }),
    ...(isSlow === undefined ? {} : { isSlow }),
    evidence,
    from: new Date(fromWall).toISOString(),
    ...(end === undefined ? {} : { until: new Date(end).toISOString() }),
    failures: Object.fromEntries([...failures].map(([route, { count }]) => [route, count])),
    lastFailures: Object.fromEntries(
      [...failures].map(([route, { endWall }]) => [route, new Date(endWall).toISOString()]),
    ),
  }
}
