import { field, parseJson } from '../../../../lib/json/parse.ts'
import { LONGEST_MAINTENANCE } from '../../contract/bounds.ts'
import type { ManualMaintenance } from './maintenance.ts'

/** More than this at once can only come from a broken script. */
export const MOST_MAINTENANCES = 100

/** The state file's text: maintenances that were started by hand. */
export function renderMaintenanceState(entries: readonly ManualMaintenance[]): string {
  return `${JSON.stringify({ maintenance: entries }, null, 1)}\n`
}

/** The maintenances of a state file that are not over yet; undefined when the text is not such a file. */
export function parseMaintenanceState(text: string, nowWall: number): readonly ManualMaintenance[] | undefined {
  const entries = field(parseJson(text), 'maintenance')
  if (!Array.isArray(entries) || !entries.every(isEntry)) return undefined
  // An edited file must not take a whole month out of the SLOs either.
  return entries
    .filter(({ until }) => nowWall < until && until <= nowWall + LONGEST_MAINTENANCE)
    .slice(0, MOST_MAINTENANCES)
}

function isEntry(value: unknown): value is ManualMaintenance {
  const probes = field(value, 'probes')
  return (
    Number.isFinite(field(value, 'from')) &&
    Number.isFinite(field(value, 'until')) &&
    typeof field(value, 'reason') === 'string' &&
    Array.isArray(probes) &&
    probes.every(probe => typeof probe === 'string')
  )
}
