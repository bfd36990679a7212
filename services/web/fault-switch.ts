import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './core/fault.ts'

/** What is broken on purpose now, for drills; held in memory, so a restart heals it. */
export interface FaultSwitch {
  current(): Fault
  set(fault: Fault): void
}

/** A switch that breaks nothing until it is told to. */
export function createFaultSwitch(): FaultSwitch {
  let fault: Fault = { mode: 'none' }
  return {
    current: () => fault,
    set: next => {
      fault = next
    },
  }
}

/** The error that a page fails with when it is told to. */
export class InjectedFault extends Error {
  override readonly name = 'InjectedFault'
}

/** Suffers the fault: waits, throws, or does nothing. The wait ends early with the signal. */
export async function sufferFault(fault: Fault, signal: AbortSignal): Promise<void> {
  if (fault.mode === 'errors') throw new InjectedFault('The page was told to fail')
  if (fault.mode === 'slow') await sleep(fault.delay, undefined, { signal })
}
