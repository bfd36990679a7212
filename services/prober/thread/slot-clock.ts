import { steadyNow, wallOffset } from '../../../adapters/steady-clock.ts'
import { phaseOf, slotAfter, slotsUntil } from '../core/slots/grid.ts'
import type { Probe } from '../definition/model.ts'

/** The times of a cron expression, in milliseconds since 1970 by the clock on the wall. */
export interface CronTimes {
  /** The next one after a time. */
  readonly next: (expression: string, after: number) => number
  /** Every one after a time, up to and with another. */
  readonly between: (expression: string, after: number, until: number) => readonly number[]
}

export interface SlotClockDeps {
  readonly cron: CronTimes
  /** A slot is due; `number` counts the probe's slots. */
  readonly onSlot: (probe: Probe, slot: number, number: number) => void
  /** So many slots went by while nobody could look, none of them after `slot`. */
  readonly onPassed: (probe: Probe, slot: number, count: number, why: 'missed' | 'worker_lost') => void
}

/** Calls at every slot of every probe. */
export interface SlotClock {
  /**
   * Takes over a set of probes by difference: one that did not change keeps its slots. `servedTo` has the last slot that
   * an earlier thread served of a probe; those after it have passed.
   */
  define(probes: readonly Probe[], servedTo: Readonly<Record<string, number>>): void
  /** A probe as it is defined now, and how many slots it has had. */
  current(name: string): { readonly probe: Probe; readonly number: number } | undefined
  stop(): void
}

interface Hand {
  readonly probe: Probe
  readonly definition: string
  timer: NodeJS.Timeout | undefined
  next: number
  /** From here on slots are not served yet. */
  servedTo: number
  number: number
}

/**
 * The clock on the wall counts in whole milliseconds, so that a slot may seem to lie a moment after itself when it is looked
 * at again. Far shorter than any two slots are apart.
 */
const WALL_GRAIN_MS = 2

/** From when on the slots after this one are looked for. */
function beyond({ schedule }: Probe, slot: number): number {
  return schedule.cron === undefined ? slot : slot + WALL_GRAIN_MS
}

/** Timers count in whole milliseconds, and longer ones than 24.8 days wrap. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** A clock without probes. */
export function createSlotClock({ cron, onSlot, onPassed }: SlotClockDeps): SlotClock {
  const hands = new Map<string, Hand>()

  const arm = (hand: Hand): void => {
    const delay = Math.max(0, Math.ceil(hand.next - steadyNow()))
    hand.timer = setTimeout(() => due(hand), Math.min(delay, LONGEST_TIMER_MS))
  }
  const due = (hand: Hand): void => {
    const now = steadyNow()
    // A slot is never early, whatever the timer did.
    if (now < hand.next) {
      arm(hand)
      return
    }
    const { probe, next } = hand
    // What the thread slept through is told, and not made up for in a burst.
    const { count, last } = passed(probe, beyond(probe, next), now, cron)
    if (count > 0) onPassed(probe, last, count, 'missed')
    const slot = count > 0 ? last : next
    hand.servedTo = beyond(probe, slot)
    hand.next = nextSlot(probe, Math.max(hand.servedTo, now), cron)
    hand.number += 1
    arm(hand)
    onSlot(probe, slot, hand.number)
  }
  return {
    define(probes, servedTo) {
      const names = new Set(probes.map(({ name }) => name))
      for (const [name, { timer }] of hands) {
        if (names.has(name)) continue
        clearTimeout(timer)
        hands.delete(name)
      }
      for (const probe of probes) {
        const definition = JSON.stringify(probe)
        const known = hands.get(probe.name)
        if (known?.definition === definition) continue
        const now = steadyNow()
        // A slot whose timer is late would else be nobody's.
        if (known !== undefined && known.next <= now) due(known)
        clearTimeout(known?.timer)
        let done = known?.servedTo ?? Number.NEGATIVE_INFINITY
        const served = servedTo[probe.name]
        if (served !== undefined) {
          const { count, last } = passed(probe, beyond(probe, served), now, cron)
          if (count > 0) onPassed(probe, last, count, 'worker_lost')
          done = beyond(probe, count > 0 ? last : served)
        }
        // A slot that is already served must not be served again by the new definition.
        const next = nextSlot(probe, Math.max(done, now), cron)
        const hand: Hand = { probe, definition, timer: undefined, next, servedTo: done, number: known?.number ?? 0 }
        hands.set(probe.name, hand)
        arm(hand)
      }
    },
    current: name => hands.get(name),
    stop() {
      for (const { timer } of hands.values()) clearTimeout(timer)
      hands.clear()
    },
  }
}

function nextSlot({ name, schedule: { interval, cron: expression } }: Probe, after: number, cron: CronTimes): number {
  if (expression === undefined) return slotAfter(after, interval, phaseOf(name, interval))
  // Cron means the clock on the wall, wherever that is set to now.
  return cron.next(expression, after + wallOffset()) - wallOffset()
}

/** The slots after a time up to now: how many they are, and the last; the time itself when there is none. */
function passed(
  { name, schedule: { interval, cron: expression } }: Probe,
  time: number,
  now: number,
  cron: CronTimes,
): { readonly count: number; readonly last: number } {
  if (expression === undefined) {
    const phase = phaseOf(name, interval)
    const count = slotsUntil(time, now, interval, phase)
    return { count, last: count === 0 ? time : slotAfter(now, interval, phase) - interval }
  }
  const offset = wallOffset()
  const times = cron.between(expression, time + offset, now + offset)
  return { count: times.length, last: (times.at(-1) ?? time + offset) - offset }
}
