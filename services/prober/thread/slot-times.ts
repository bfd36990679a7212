import { steadyToWall, wallToSteady } from '../../../adapters/steady-clock.ts'
import type { Duration } from '../../../lib/duration.ts'
import { phaseOf, slotAfter, slotsBetween } from '../core/slots/grid.ts'
import type { Probe } from '../definition/model.ts'

/** The times of a cron expression. */
export interface CronTimes {
  /** The next one after a moment. */
  readonly next: (expression: string, afterWall: number) => number
  /** Every one after a moment, up to and including another. */
  readonly between: (expression: string, afterWall: number, untilWall: number) => readonly number[]
}

/** Slots that came due: how many, and when the last one did. */
export interface DueSlots {
  readonly count: number
  readonly lastSteady: number
}

/** When the slots of a probe fall. */
export interface SlotTimes {
  /** The first slot after a moment. */
  next(afterSteady: number): number
  /** The slots after a moment, up to and including another; undefined when there is none. */
  between(afterSteady: number, untilSteady: number): DueSlots | undefined
  /** The moment from which the slots after this one are looked for. */
  beyond(slotSteady: number): number
}

/** The slots of a probe, by its cron expression or on its grid. */
export function slotTimes({ name, schedule: { interval, cron: expression } }: Probe, cron: CronTimes): SlotTimes {
  return expression === undefined ? gridTimes(interval, phaseOf(name, interval)) : cronTimes(expression, cron)
}

function gridTimes(interval: Duration, phase: Duration): SlotTimes {
  return {
    next: afterSteady => slotAfter(afterSteady, interval, phase),
    between(afterSteady, untilSteady) {
      const count = slotsBetween(afterSteady, untilSteady, interval, phase)
      return count === 0 ? undefined : { count, lastSteady: slotAfter(untilSteady, interval, phase) - interval }
    },
    beyond: slotSteady => slotSteady,
  }
}

/**
 * The wall clock counts in whole milliseconds, so that the same slot, read again, may be up to this much later. Far shorter
 * than the distance of any two slots.
 */
const WALL_GRAIN_MS = 2

/** Cron means the wall clock, wherever that is set to now. */
function cronTimes(expression: string, cron: CronTimes): SlotTimes {
  return {
    next: afterSteady => wallToSteady(cron.next(expression, steadyToWall(afterSteady))),
    between(afterSteady, untilSteady) {
      const slots = cron.between(expression, steadyToWall(afterSteady), steadyToWall(untilSteady))
      const lastWall = slots.at(-1)
      return lastWall === undefined ? undefined : { count: slots.length, lastSteady: wallToSteady(lastWall) }
    },
    beyond: slotSteady => slotSteady + WALL_GRAIN_MS,
  }
}
