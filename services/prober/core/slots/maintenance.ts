import { type Budget, EXCLUDED } from '../../contract/names.ts'
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

/** The budget label of a sample taken in maintenance, or outside it, where it is the usual one of its prober. */
export function budgetOf(reason: string | undefined, usual: Budget): Budget {
  return reason === undefined ? usual : EXCLUDED
}

type WindowTimes = Pick<MaintenanceWindow, 'cron' | 'duration'>

/**
 * Whether a window is open: its expression has had a slot within its duration. Each moment is evaluated once, so that every
 * sample can ask, and a reload of the definitions costs nothing.
 */
export function createWindowWatch(
  lastSlot: (cron: string, afterWall: number, untilWall: number) => number | undefined,
): (window: WindowTimes, momentWall: number) => boolean {
  const watched = new Map<string, { checkedToWall: number; openedWall: number }>()
  return ({ cron, duration }, momentWall) => {
    const key = `${cron} ${duration}`
    const known = watched.get(key) ?? {
      checkedToWall: momentWall - duration,
      openedWall: Number.NEGATIVE_INFINITY,
    }
    if (momentWall > known.checkedToWall) {
      // A window that opened longer ago than its duration is closed, so the search need not go further back.
      const afterWall = Math.max(known.checkedToWall, momentWall - duration)
      known.openedWall = lastSlot(cron, afterWall, momentWall) ?? known.openedWall
      known.checkedToWall = momentWall
    }
    watched.set(key, known)
    return known.openedWall <= momentWall && momentWall < known.openedWall + duration
  }
}
