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
  isOpen: ReturnType<typeof createWindowWatch>,
): string | undefined {
  const isAbout = ({ probes }: { readonly probes: readonly string[] }) => probes.length === 0 || probes.includes(probe)
  const byHand = manual.find(entry => at < entry.until && isAbout(entry))
  return byHand?.reason ?? windows.find(window => isAbout(window) && isOpen(window, at))?.reason
}

/** The budget label of a sample taken in or outside maintenance. */
export function budgetOf(reason: string | undefined): Budget {
  return reason === undefined ? 'counted' : 'excluded'
}

/**
 * Tells whether a window is open: its expression has matched within its duration. Each moment is looked at once, so the
 * question may be asked at every sample; `matches` is asked about whole seconds, or whole minutes for five fields.
 */
export function createWindowWatch(
  matches: (cron: string, at: number) => boolean,
): (window: Pick<MaintenanceWindow, 'cron' | 'duration'>, at: number) => boolean {
  const watched = new Map<object, { lookedTo: number; openUntil: number }>()
  return (window, at) => {
    const { cron, duration } = window
    const step = cron.trim().split(/\s+/).length === 6 ? 1000 : 60_000
    const known = watched.get(window) ?? { lookedTo: at - duration, openUntil: 0 }
    for (let time = Math.floor(known.lookedTo / step + 1) * step; time <= at; time += step) {
      if (matches(cron, time)) known.openUntil = time + duration
    }
    known.lookedTo = Math.max(known.lookedTo, at)
    watched.set(window, known)
    return at < known.openUntil
  }
}
