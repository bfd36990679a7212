import type { FaultDomain } from '../../contract/names.ts'
import { type ProbeRoute, routeKey } from '../slots/probe-route.ts'
import type { Localisation } from './localise.ts'

/** A time in which probes failed that count, and where the fault was. */
export interface FaultPeriod extends Localisation {
  /** When the first of its failures was due, ISO 8601. */
  readonly from: string
  /** When every probe was good again, or another hop was named; absent while it lasts. */
  readonly until?: string
  /** Failed slots that count, by `routeKey`; one in maintenance does not. */
  readonly failures: Readonly<Record<string, number>>
  /** When the last of them ended, ISO 8601, by `routeKey`. */
  readonly lastFailures: Readonly<Record<string, string>>
}

/** The times in which probes failed, so that a page can name the hop of its own failures, whenever it is read. */
export interface FaultHistory {
  /** A slot that counts has failed: when it was due, and when it ended. */
  failed(route: ProbeRoute, slotWall: number, endWall: number): void
  /** Another fault is named. */
  changed(localisation: Localisation, nowWall: number): void
  /** The evidence of the fault that is named has grown. */
  seen(localisation: Localisation): void
  /** The periods that had not ended at a moment, oldest first. */
  since(wall: number): readonly FaultPeriod[]
}

interface Period {
  localisation: Localisation
  readonly fromWall: number
  untilWall: number | undefined
  /** When the latest of its failures ended. */
  lastWall: number
  readonly failures: Map<string, { readonly count: number; readonly endWall: number }>
}

/** Enough for days of trouble; a flapping hop must not fill the memory. */
const KEPT = 500
/** A failure belongs to the hop that is named within this time: two slots and a confirmation of the slowest probes. */
const NAMED_WITHIN_MS = 60_000

/** Starts empty: what came before a restart of the prober is not known to it. */
export function createFaultHistory(): FaultHistory {
  const periods: Period[] = []
  const open = (): Period | undefined => {
    const last = periods.at(-1)
    return last?.untilWall === undefined ? last : undefined
  }
  const begin = (localisation: Localisation, fromWall: number): Period => {
    const period = { localisation, fromWall, untilWall: undefined, lastWall: fromWall, failures: new Map() }
    periods.push(period)
    if (periods.length > KEPT) periods.shift()
    return period
  }
  return {
    failed(route, slotWall, endWall) {
      // A first failure comes before its confirmation, so before any hop is named.
      const current = open()
      if (current !== undefined && isSpent(current, slotWall)) current.untilWall = current.lastWall
      const period = open() ?? begin(NOT_NAMED, slotWall)
      period.lastWall = Math.max(period.lastWall, endWall)
      const before = period.failures.get(routeKey(route))
      period.failures.set(routeKey(route), { count: (before?.count ?? 0) + 1, endWall })
    },
    changed(localisation, nowWall) {
      const latest = open()
      if (latest !== undefined && isSpent(latest, nowWall)) latest.untilWall = latest.lastWall
      const before = open()
      if (localisation.domain === 'none') {
        if (before !== undefined) before.untilWall = nowWall
      } else if (before === undefined) begin(localisation, nowWall)
      else if (isRefined(before, localisation, nowWall)) before.localisation = localisation
      else if (localisation.domain !== 'unknown') {
        before.untilWall = nowWall
        begin(localisation, nowWall)
      }
    },
    seen(localisation) {
      const current = open()
      if (current !== undefined && current.localisation.domain === localisation.domain)
        current.localisation = localisation
    },
    since: wall => periods.filter(({ untilWall }) => (untilWall ?? Number.POSITIVE_INFINITY) > wall).map(shown),
  }
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

function shown({ localisation, fromWall, untilWall, lastWall, failures }: Period): FaultPeriod {
  const end = untilWall ?? (localisation === NOT_NAMED ? lastWall : undefined)
  return {
    ...localisation,
    from: new Date(fromWall).toISOString(),
    ...(end === undefined ? {} : { until: new Date(end).toISOString() }),
    failures: Object.fromEntries([...failures].map(([route, { count }]) => [route, count])),
    lastFailures: Object.fromEntries(
      [...failures].map(([route, { endWall }]) => [route, new Date(endWall).toISOString()]),
    ),
  }
}
