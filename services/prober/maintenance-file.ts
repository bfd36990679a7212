import path from 'node:path'
import { readIfPresent } from '../../adapters/files/files.ts'
import { writeAtomically } from '../../adapters/files/write-files.ts'
import type { Log } from '../../adapters/log.ts'
import { describeError } from '../../lib/describe-error.ts'
import type { ManualMaintenance } from './core/slots/maintenance.ts'
import { parseMaintenanceState, renderMaintenanceState } from './core/slots/maintenance-state.ts'

/** Keeps maintenances that were started by hand over a restart. */
export interface MaintenanceFile {
  /** What an earlier prober kept and is not over. */
  readonly entries: readonly ManualMaintenance[]
  /** Keeps these and no others; resolves to whether they survive a restart. Never rejects. */
  keep(entries: readonly ManualMaintenance[]): Promise<boolean>
}

/** The file in a folder; without a folder nothing is kept. Never rejects: a broken file must not stop the prober. */
export async function openMaintenanceFile(
  folder: string | undefined,
  nowWall: number,
  log: Log,
): Promise<MaintenanceFile> {
  if (folder === undefined) return { entries: [], keep: async () => false }
  const file = path.join(folder, 'maintenance.json')
  let written: Promise<unknown> = Promise.resolve()
  return {
    entries: await readEntries(file, nowWall, log),
    async keep(entries) {
      // One after the other: of two writes at once, the older could win.
      const writing = written.then(() => writeAtomically(file, renderMaintenanceState(entries)))
      written = writing.catch(() => undefined)
      try {
        await writing
        return true
      } catch (error) {
        log.error('maintenance not saved', { file, error: describeError(error) })
        return false
      }
    },
  }
}

async function readEntries(file: string, nowWall: number, log: Log): Promise<readonly ManualMaintenance[]> {
  try {
    const text = await readIfPresent(file)
    const entries = text === undefined ? [] : parseMaintenanceState(text, nowWall)
    if (entries === undefined) log.error('maintenance file invalid, every probe counts', { file })
    return entries ?? []
  } catch (error) {
    log.error('maintenance file unreadable, every probe counts', { file, error: describeError(error) })
    return []
  }
}
