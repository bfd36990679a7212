import type { Duration } from '../../../lib/duration.ts'
import type { MaintenanceWindow } from './model.ts'
import type { Budget } from './names.ts'

/** A time in which samples spend no budget, started by hand. */
export interface ManualMaintenance {
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
  isOpen: (window: MaintenanceWindow, at: number) => boolean,
): string | undefined {
  const isAbout = ({ probes }: { readonly probes: readonly string[] }) => probes.length === 0 || probes.includes(probe)
  const byHand = manual.find(entry => at < entry.until && isAbout(entry))
  return byHand?.reason ?? windows.find(window => isAbout(window) && isOpen(window, at))?.reason
}

/** The budget label of a sample taken in or outside maintenance. */
export function budgetOf(reason: string | undefined): Budget {
  return reason === undefined ? 'counted' : 'excluded'
}

/** Whether a window that opens by a cron expression is open: it has opened within its duration before `at`. */
export function isWindowOpen(
  { cron, duration }: { readonly cron: string; readonly duration: Duration },
  at: number,
  matches: (cron: string, at: number) => boolean,
): boolean {
  const hasSeconds = cron.trim().split(/\s+/).length === 6
  const step = hasSeconds ? 1000 : 60_000
  const latest = Math.floor(at / step) * step
  for (let time = latest; time > at - duration; time -= step) if (matches(cron, time)) return true
  return false
}
