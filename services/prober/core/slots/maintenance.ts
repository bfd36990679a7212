import { type Duration, minutes, seconds } from '../../../../lib/duration.ts'
import { type Budget, COUNTED, EXCLUDED } from '../../contract/names.ts'
import type { MaintenanceWindow } from '../../definition/model.ts'

/** A time in which samples spend no error budget, started by hand. */
export interface ManualMaintenance {
  /** A moment of the wall clock; a slot that was due before it counts. */
  readonly from: number
  /** A moment of the wall clock. */
  readonly until: number
  /** Names of probes; empty for all. */
  readonly probes: readonly string[]
  readonly reason: string
}

/** Why a probe is in maintenance at a moment, or undefined when it is not. */
export function maintenanceReason(
  probe: string,
  momentWall: number,
  manual: readonly ManualMaintenance[],
  windows: readonly MaintenanceWindow[],
  isOpen: ReturnType<typeof createWindowWatch>,
): string | undefined {
  const isAbout = ({ probes }: { readonly probes: readonly string[] }) => probes.length === 0 || probes.includes(probe)
  const byHand = manual.find(entry => entry.from <= momentWall && momentWall < entry.until && isAbout(entry))
  return byHand?.reason ?? windows.find(window => isAbout(window) && isOpen(window, momentWall))?.reason
}

/** The budget label of a sample taken in or outside maintenance. */
export function budgetOf(reason: string | undefined): Budget {
  return reason === undefined ? COUNTED : EXCLUDED
}

type WindowTimes = Pick<MaintenanceWindow, 'cron' | 'duration'>

/**
 * Whether a window is open: its expression has matched within its duration. Each moment is evaluated once, so that every
 * sample can ask, and a reload of the definitions costs nothing.
 */
export function createWindowWatch(
  matches: (cron: string, momentWall: number) => boolean,
): (window: WindowTimes, momentWall: number) => boolean {
  const watched = new Map<string, { checkedToWall: number; openedWall: number }>()
  return (window, momentWall) => {
    const key = `${window.cron} ${window.duration}`
    const known = watched.get(key) ?? {
      checkedToWall: momentWall - window.duration,
      openedWall: Number.NEGATIVE_INFINITY,
    }
    if (momentWall > known.checkedToWall) {
      // A window that opened longer ago than its duration is closed, so the search need not go further back.
      known.openedWall =
        lastMatch(window, Math.max(known.checkedToWall, momentWall - window.duration), momentWall, matches) ??
        known.openedWall
      known.checkedToWall = momentWall
    }
    watched.set(key, known)
    return known.openedWall <= momentWall && momentWall < known.openedWall + window.duration
  }
}

const SECOND = seconds(1)
const MINUTE = minutes(1)

/** The last time after one and up to another at which an expression of five or six fields matches. */
function lastMatch(
  { cron }: { readonly cron: string; readonly duration: Duration },
  afterWall: number,
  untilWall: number,
  matches: (cron: string, momentWall: number) => boolean,
): number | undefined {
  const fields = cron.trim().split(/\s+/)
  // Most minutes have no match at all: minutes are tried first, and only those that match second by second.
  const everyMinute = fields.length === 6 ? ['*', ...fields.slice(1)].join(' ') : cron
  for (let minute = Math.floor(untilWall / MINUTE) * MINUTE; minute + MINUTE > afterWall; minute -= MINUTE) {
    if (!matches(everyMinute, minute)) continue
    if (fields.length < 6 && minute > afterWall) return minute
    if (fields.length < 6) continue
    const last = Math.min(minute + MINUTE - SECOND, Math.floor(untilWall / SECOND) * SECOND)
    for (let second = last; second >= minute && second > afterWall; second -= SECOND)
      if (matches(cron, second)) return second
  }
  return undefined
}
