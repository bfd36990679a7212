import { cronMatches } from '../../adapters/cron.ts'
import { createWindowWatch, type ManualMaintenance, maintenanceReason } from './core/slots/maintenance.ts'
import { MOST_MAINTENANCES } from './core/slots/maintenance-state.ts'
import type { MaintenanceWindow } from './definition/model.ts'
import type { MaintenanceFile } from './maintenance-file.ts'

/** What is in maintenance: windows of the definitions, and times that a person started. */
export interface MaintenanceBook {
  define(windows: readonly MaintenanceWindow[]): void
  /** Why a probe is in maintenance at a time (milliseconds since 1970), or undefined when it is not. */
  reason(probe: string, at: number): string | undefined
  /** Starts one, and keeps it; whether there was room for it. */
  start(entry: ManualMaintenance): Promise<boolean>
  /** Ends everything that was started by hand; says how much that was. */
  end(): Promise<number>
  /** What was started by hand and is not over. */
  current(at: number): readonly ManualMaintenance[]
  /** Whether what was started by hand outlives the prober. */
  readonly isKept: boolean
}

/** A book with what an earlier prober left. */
export function createMaintenanceBook(file: MaintenanceFile): MaintenanceBook {
  let windows: readonly MaintenanceWindow[] = []
  let manual = file.entries
  let isKept = manual.length > 0
  const isOpen = createWindowWatch(cronMatches)
  const current = (at: number) => manual.filter(({ until }) => at < until)
  return {
    define(next) {
      windows = next
    },
    reason: (probe, at) => maintenanceReason(probe, at, manual, windows, isOpen),
    async start(entry) {
      const others = current(entry.from)
      if (others.length >= MOST_MAINTENANCES) return false
      manual = [...others, entry]
      isKept = await file.keep(manual)
      return true
    },
    async end() {
      const { length } = manual
      manual = []
      await file.keep(manual)
      return length
    },
    current,
    get isKept() {
      return isKept
    },
  }
}
