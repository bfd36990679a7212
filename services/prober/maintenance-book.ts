import { cronMatches } from '../../adapters/cron.ts'
import { createWindowWatch, type ManualMaintenance, maintenanceReason } from './core/maintenance.ts'
import type { MaintenanceWindow } from './core/model.ts'

/** What is in maintenance: windows of the definitions, and times that a person started. */
export interface MaintenanceBook {
  define(windows: readonly MaintenanceWindow[]): void
  /** Why a probe is in maintenance at a time (milliseconds since 1970), or undefined when it is not. */
  reason(probe: string, at: number): string | undefined
  start(entry: ManualMaintenance): void
  /** Ends everything that was started by hand; says how much that was. */
  end(): number
  /** What was started by hand and is not over. */
  current(at: number): readonly ManualMaintenance[]
}

/** More entries at once are a script gone wrong. */
const MAX_ENTRIES = 100

/** A book without entries; it is kept in memory, so a prober that is restarted counts again at once. */
export function createMaintenanceBook(): MaintenanceBook {
  let windows: readonly MaintenanceWindow[] = []
  let manual: readonly ManualMaintenance[] = []
  const isOpen = createWindowWatch(cronMatches)
  return {
    define(next) {
      windows = next
    },
    reason: (probe, at) => maintenanceReason(probe, at, manual, windows, isOpen),
    start(entry) {
      manual = [...manual, entry].slice(-MAX_ENTRIES)
    },
    end() {
      const { length } = manual
      manual = []
      return length
    },
    current(at) {
      manual = manual.filter(({ until }) => at < until)
      return manual
    },
  }
}
