import { steadyNow } from '../../../adapters/steady-clock.ts'
import type { Probe } from '../definition/model.ts'
import { createProbeTimer, type ProbeTimer, type SlotEvents } from './probe-timer.ts'
import { type CronTimes, slotTimes } from './slot-times.ts'

/** Calls at every slot of every probe. */
export interface SlotClock {
  /**
   * Replaces the set of probes: one that did not change keeps its slots. `servedToSteady` has the last slot of each probe
   * that an earlier thread served; those after it have passed. Returns the probes that are new or changed.
   */
  define(probes: readonly Probe[], servedToSteady: Readonly<Record<string, number>>): readonly Probe[]
  /** A probe as it is defined now, and how many slots it has had. */
  current(name: string): Pick<ProbeTimer, 'probe' | 'slotNumber'> | undefined
  stop(): void
}

/** A clock without probes. */
export function createSlotClock(cron: CronTimes, events: SlotEvents): SlotClock {
  const entries = new Map<string, { readonly definition: string; readonly timer: ProbeTimer }>()

  /** Whether the probe is defined in another way than before. */
  const redefine = (probe: Probe, lastServedSteady: number | undefined): boolean => {
    const definition = JSON.stringify(probe)
    const known = entries.get(probe.name)
    if (known?.definition === definition) return false
    const nowSteady = steadyNow()
    // A slot that is due and whose timer is late would otherwise belong to neither definition.
    known?.timer.flush()
    known?.timer.stop()
    const times = slotTimes(probe, cron)
    let servedToSteady = known?.timer.servedToSteady ?? Number.NEGATIVE_INFINITY
    if (lastServedSteady !== undefined) {
      const lost = times.between(times.beyond(lastServedSteady), nowSteady)
      if (lost !== undefined) events.onPassed(probe, lost, 'worker_lost')
      servedToSteady = times.beyond(lost?.lastSteady ?? lastServedSteady)
    }
    const start = { nowSteady, servedToSteady, slotNumber: known?.timer.slotNumber ?? 0 }
    entries.set(probe.name, { definition, timer: createProbeTimer(probe, times, start, events) })
    return true
  }
  return {
    define(probes, servedToSteady) {
      const names = new Set(probes.map(({ name }) => name))
      for (const [name, { timer }] of entries) {
        if (names.has(name)) continue
        timer.stop()
        entries.delete(name)
      }
      return probes.filter(probe => redefine(probe, servedToSteady[probe.name]))
    },
    current: name => entries.get(name)?.timer,
    stop() {
      for (const { timer } of entries.values()) timer.stop()
      entries.clear()
    },
  }
}
