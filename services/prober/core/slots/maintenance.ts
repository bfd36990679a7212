import type { Duration } from '../../../../lib/duration.ts'
import { type Budget, COUNTED, EXCLUDED } from '../../contract/names.ts'
import type { MaintenanceWindow } from '../../definition/model.ts'

/** A time in which samples spend no budget, started by hand. */
export interface ManualMaintenance {
  /** Milliseconds since 1970; a slot that was due before counts. */
  readonly from: number
  /** Milliseconds since 1970. */
  readonly until: number
  /** Names of probes; empty for all. */
  readonly probes: readonly string[]
  readonly reason: string
}

/** Why a probe is in maintenance at a time, or undefined when it is not. */
export function maintenanceReason(
  probe: string,
  at: number,
  manual: readonly ManualMaintenance[],
  windows: readonly MaintenanceWindow[],
  isOpen: ReturnType<typeof createWindowWatch>,
): string | undefined {
  const isAbout = ({ probes }: { readonly probes: readonly string[] }) => probes.length === 0 || probes.includes(probe)
  const byHand = manual.find(entry => entry.from <= at && at < entry.until && isAbout(entry))
  return byHand?.reason ?? windows.find(window => isAbout(window) && isOpen(window, at))?.reason
}

/** The budget label of a sample taken in or outside maintenance. */
export function budgetOf(reason: string | undefined): Budget {
  return reason === undefined ? COUNTED : EXCLUDED
}

type WindowTimes = Pick<MaintenanceWindow, 'cron' | 'duration'>

/**
 * Tells whether a window is open: its expression has matched within its duration. Each moment is looked at once, so the
 * question may be asked at every sample, and definitions that are read anew cost nothing.
 */
export function createWindowWatch(
  matches: (cron: string, at: number) => boolean,
): (window: WindowTimes, at: number) => boolean {
  const watched = new Map<string, { lookedTo: number; openedAt: number }>()
  return (window, at) => {
    const key = `${window.cron} ${window.duration}`
    const known = watched.get(key) ?? { lookedTo: at - window.duration, openedAt: Number.NEGATIVE_INFINITY }
    if (at > known.lookedTo) {
      // A window that opened longer ago than it lasts is shut, so nobody need look further back.
      known.openedAt = lastMatch(window, Math.max(known.lookedTo, at - window.duration), at, matches) ?? known.openedAt
      known.lookedTo = at
    }
    watched.set(key, known)
    return known.openedAt <= at && at < known.openedAt + window.duration
  }
}

const SECOND_MS = 1000
const MINUTE_MS = 60_000

/** The last time after one and up to another at which an expression of five or six fields matches. */
function lastMatch(
  { cron }: { readonly cron: string; readonly duration: Duration },
  after: number,
  until: number,
  matches: (cron: string, at: number) => boolean,
): number | undefined {
  const fields = cron.trim().split(/\s+/)
  // Most minutes have no match at all: they are asked first, and only the others second by second.
  const minutes = fields.length === 6 ? ['*', ...fields.slice(1)].join(' ') : cron
  for (let minute = Math.floor(until / MINUTE_MS) * MINUTE_MS; minute + MINUTE_MS > after; minute -= MINUTE_MS) {
    if (!matches(minutes, minute)) continue
    if (fields.length < 6 && minute > after) return minute
    if (fields.length < 6) continue
    const last = Math.min(minute + MINUTE_MS - SECOND_MS, Math.floor(until / SECOND_MS) * SECOND_MS)
    for (let second = last; second >= minute && second > after; second -= SECOND_MS)
      if (matches(cron, second)) return second
  }
  return undefined
}
