import { field, parseJson } from '../../../../lib/json/parse.ts'
import type { ManualMaintenance } from './maintenance.ts'
import { LONGEST_MAINTENANCE } from './maintenance-request.ts'

/** More at once are a script gone wrong. */
export const MOST_MAINTENANCES = 100

/** What was started by hand as a text that outlives the prober. */
export function renderMaintenanceState(entries: readonly ManualMaintenance[]): string {
  return `${JSON.stringify({ maintenance: entries }, null, 1)}\n`
}

/** What such a text says that is not over yet; undefined when it is no such text. */
export function parseMaintenanceState(text: string, now: number): readonly ManualMaintenance[] | undefined {
  const entries = field(parseJson(text), 'maintenance')
  if (!Array.isArray(entries) || !entries.every(isEntry)) return undefined
  // A file that somebody has edited does not make a month blind either.
  return entries.filter(({ until }) => now < until && until <= now + LONGEST_MAINTENANCE).slice(0, MOST_MAINTENANCES)
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
