import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './core/fault.ts'

/** The fault injected now, for drills; held in memory, so a restart removes it. */
export interface FaultSwitch {
  current(): Fault
  set(fault: Fault): void
}

/** A fault switch; it starts without a fault. */
export function createFaultSwitch(): FaultSwitch {
  let fault: Fault = { mode: 'none' }
  return {
    current: () => fault,
    set: next => {
      fault = next
    },
  }
}

/** The error of a page while the fault `errors` is injected. */
export class InjectedFault extends Error {
  override readonly name = 'InjectedFault'
}

/** Applies the fault: waits, throws, or does nothing. The wait ends early with the signal. */
export async function sufferFault(fault: Fault, signal: AbortSignal): Promise<void> {
  if (fault.mode === 'errors' && Math.random() < (fault.part ?? 1))
    throw new InjectedFault('Injected fault: the page fails')
  if (fault.mode === 'slow') await sleep(fault.delay, undefined, { signal })
}
