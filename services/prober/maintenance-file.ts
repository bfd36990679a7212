import path from 'node:path'
import { readIfPresent, writeAtomically } from '../../adapters/files/files.ts'
import type { Log } from '../../adapters/log.ts'
import { describeError } from '../../lib/describe-error.ts'
import type { ManualMaintenance } from './core/slots/maintenance.ts'
import { parseMaintenanceState, renderMaintenanceState } from './core/slots/maintenance-state.ts'

/** Where maintenances that were started by hand outlive the prober. */
export interface MaintenanceFile {
  /** What an earlier prober left and is not over. */
  readonly entries: readonly ManualMaintenance[]
  /** Keeps these and no others; whether they outlive the prober now. Never rejects. */
  keep(entries: readonly ManualMaintenance[]): Promise<boolean>
}

/** The file in a folder; without a folder nothing outlives the prober. Never rejects: a prober starts with a broken file too. */
export async function openMaintenanceFile(folder: string | undefined, now: number, log: Log): Promise<MaintenanceFile> {
  if (folder === undefined) return { entries: [], keep: async () => false }
  const file = path.join(folder, 'maintenance.json')
  let written: Promise<unknown> = Promise.resolve()
  return {
    entries: await readEntries(file, now, log),
    async keep(entries) {
      // One after the other: of two that write at once, the older could be the one that stays.
      const writing = written.then(() => writeAtomically(file, renderMaintenanceState(entries)))
      written = writing.catch(() => undefined)
      try {
        await writing
        return true
      } catch (error) {
        log.error('maintenance not kept', { file, error: describeError(error) })
        return false
      }
    },
  }
}

async function readEntries(file: string, now: number, log: Log): Promise<readonly ManualMaintenance[]> {
  try {
    const text = await readIfPresent(file)
    const entries = text === undefined ? [] : parseMaintenanceState(text, now)
    if (entries === undefined) log.error('maintenance file is not understood, so every probe counts', { file })
    return entries ?? []
  } catch (error) {
    log.error('maintenance file cannot be read, so every probe counts', { file, error: describeError(error) })
    return []
  }
}
