import { lastCron } from '../../adapters/cron.ts'
import { within } from '../../adapters/within.ts'
import { type Duration, seconds } from '../../lib/duration.ts'
import { createWindowWatch, type ManualMaintenance, maintenanceReason } from './core/slots/maintenance.ts'
import { MOST_MAINTENANCES } from './core/slots/maintenance-state.ts'
import type { MaintenanceWindow } from './definition/model.ts'
import type { MaintenanceFile } from './maintenance-file.ts'

/** What is in maintenance: windows of the definitions, and times that were started by hand. */
export interface MaintenanceStore {
  define(windows: readonly MaintenanceWindow[]): void
  /** Why a probe is in maintenance at a moment, or undefined when it is not. */
  reason: (probe: string, momentWall: number) => string | undefined
  /** Starts one, and keeps it; resolves to whether there was room for it. */
  start(entry: ManualMaintenance): Promise<boolean>
  /** Ends everything that was started by hand; resolves to how many there were. */
  end(): Promise<number>
  /** What was started by hand and is not over. */
  current(nowWall: number): readonly ManualMaintenance[]
  /** Whether what was started by hand survives a restart. */
  readonly isKept: boolean
}

/** A disk that has not taken the file by then may never do so, and the one who asks needs an answer. */
const PATIENCE = seconds(3)

/** The store, with what an earlier prober kept in the file. */
export function createMaintenanceStore(file: MaintenanceFile, patience: Duration = PATIENCE): MaintenanceStore {
  let windows: readonly MaintenanceWindow[] = []
  let manual = file.entries
  let isKept = manual.length > 0
  const isOpen = createWindowWatch(lastCron)
  const current = (nowWall: number) => manual.filter(({ until }) => nowWall < until)
  return {
    define(next) {
      windows = next
    },
    reason: (probe, momentWall) => maintenanceReason(probe, momentWall, manual, windows, isOpen),
    async start(entry) {
      const others = current(entry.from)
      if (others.length >= MOST_MAINTENANCES) return false
      manual = [...others, entry]
      isKept = await within(file.keep(manual), patience, false)
      return true
    },
    async end() {
      const { length } = manual
      manual = []
      await within(file.keep(manual), patience, false)
      return length
    },
    current,
    get isKept() {
      return isKept
    },
  }
}
