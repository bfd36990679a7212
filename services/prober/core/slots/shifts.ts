import { type Duration, milliseconds } from '../../../../lib/duration.ts'
import type { Probe } from '../../definition/model.ts'

/**
 * How much later than its slots a probe begins. Slots lie on a grid that never moves, and so does the work that makes the
 * thread late: a probe that has its slots at the same moment would lose every sample.
 */
export interface Shifts {
  of(probe: string): Duration
  /** A sample of a probe has ended: whether it was lost because the thread was late. */
  noteEnd(probe: Pick<Probe, 'name' | 'schedule' | 'timeout'>, isLate: boolean): void
  keepOnly(probes: readonly Pick<Probe, 'name'>[]): void
}

/** So many samples lost in a row are no chance any more. */
const LATE_IN_A_ROW = 2
/** A probe moves by up to this ratio of its interval. */
const FARTHEST = 0.1

/** No probe is shifted; `random` is a number from 0 up to 1. */
export function createShifts(random: () => number): Shifts {
  const shifts = new Map<string, { late: number; shift: Duration }>()
  return {
    of: probe => shifts.get(probe)?.shift ?? milliseconds(0),
    noteEnd({ name, schedule: { interval, jitter }, timeout }, isLate) {
      const entry = shifts.get(name)
      if (!isLate) {
        if (entry !== undefined) entry.late = 0
        return
      }
      const late = (entry?.late ?? 0) + 1
      // It must have ended when its next slot comes.
      const room = Math.max(0, Math.min(FARTHEST * interval, interval - timeout - jitter))
      const shift = late % LATE_IN_A_ROW === 0 ? milliseconds(random() * room) : (entry?.shift ?? milliseconds(0))
      shifts.set(name, { late, shift })
    },
    keepOnly(probes) {
      const kept = new Set(probes.map(({ name }) => name))
      for (const name of shifts.keys()) if (!kept.has(name)) shifts.delete(name)
    },
  }
}
