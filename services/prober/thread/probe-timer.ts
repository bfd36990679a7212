import { steadyNow } from '../../../adapters/steady-clock.ts'
import type { Probe } from '../definition/model.ts'
import type { DueSlots, SlotTimes } from './slot-times.ts'

/** What happens at slots. */
export interface SlotEvents {
  /** A slot is due; `slotNumber` counts the probe's slots. */
  readonly onSlot: (probe: Probe, slotSteady: number, slotNumber: number) => void
  /** Slots passed that no probe was started for. */
  readonly onPassed: (probe: Probe, slots: DueSlots, reason: 'missed' | 'worker_lost') => void
}

/** Where a probe's slots begin. */
export interface TimerStart {
  readonly nowSteady: number
  /** Slots up to this moment are served already, by an earlier definition or thread, and must not be served again. */
  readonly servedToSteady: number
  /** Slots the probe has had so far. */
  readonly slotNumber: number
}

/** Calls at every slot of one probe. */
export interface ProbeTimer {
  readonly probe: Probe
  /** Slots the probe has had. */
  readonly slotNumber: number
  /** Slots after this moment are not served yet. */
  readonly servedToSteady: number
  /** Serves a slot that is due and whose timer is late. */
  flush(): void
  stop(): void
}

/** Node's timers count in whole milliseconds, and longer ones than 24.8 days wrap. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Starts with the first slot after the start. */
export function createProbeTimer(probe: Probe, times: SlotTimes, start: TimerStart, events: SlotEvents): ProbeTimer {
  let { servedToSteady, slotNumber } = start
  let nextSteady = times.next(Math.max(servedToSteady, start.nowSteady))
  let timer: NodeJS.Timeout | undefined

  const arm = (): void => {
    // A flush serves a slot whose timer is late: that timer must not go on beside the next one.
    clearTimeout(timer)
    const delay = Math.max(0, Math.ceil(nextSteady - steadyNow()))
    timer = setTimeout(onTimer, Math.min(delay, LONGEST_TIMER_MS))
  }
  const serve = (nowSteady: number): void => {
    // Slots that passed while the thread was blocked are reported, and not caught up on in a burst.
    const missed = times.between(times.beyond(nextSteady), nowSteady)
    if (missed !== undefined) events.onPassed(probe, missed, 'missed')
    const slotSteady = missed?.lastSteady ?? nextSteady
    servedToSteady = times.beyond(slotSteady)
    nextSteady = times.next(Math.max(servedToSteady, nowSteady))
    slotNumber += 1
    arm()
    events.onSlot(probe, slotSteady, slotNumber)
  }
  const onTimer = (): void => {
    const nowSteady = steadyNow()
    // A slot is never early, whatever the timer did.
    if (nowSteady < nextSteady) arm()
    else serve(nowSteady)
  }
  arm()
  return {
    probe,
    get slotNumber() {
      return slotNumber
    },
    get servedToSteady() {
      return servedToSteady
    },
    flush() {
      const nowSteady = steadyNow()
      if (nextSteady <= nowSteady) serve(nowSteady)
    },
    stop: () => clearTimeout(timer),
  }
}
