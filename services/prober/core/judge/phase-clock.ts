import type { Phase } from '../../contract/names.ts'

/** Charges time to one phase at a time, so that phases add up to the total and the one that hangs is charged for it. */
export interface PhaseClock {
  /** Ends the phase that runs and begins the next. */
  begin(phase: Phase): void
  /** Ends the phase that runs; time from here on is charged to no phase. */
  stop(): void
  /** The phase that runs, or that ran last. */
  readonly current: Phase
  /** Seconds of every phase begun so far. */
  readonly phases: Partial<Readonly<Record<Phase, number>>>
  /** Seconds of all phases but DNS that have ended: at the stop, those from connect on. */
  readonly durationSeconds: number
}

/** A clock whose first phase begins with `begin`; `now` is in milliseconds of any clock that never steps. */
export function createPhaseClock(now: () => number): PhaseClock {
  const phases: Partial<Record<Phase, number>> = {}
  let since: number | undefined
  const stop = (): void => {
    if (since === undefined) return
    const elapsed = Math.max(0, now() - since) / 1000
    phases[clock.current] = (phases[clock.current] ?? 0) + elapsed
    if (clock.current !== 'dns') clock.durationSeconds += elapsed
    since = undefined
  }
  const clock = {
    begin(phase: Phase): void {
      stop()
      clock.current = phase
      since = now()
    },
    stop,
    current: 'dns' as Phase,
    phases,
    durationSeconds: 0,
  }
  return clock
}

/** The phases of two requests made one after the other. */
export function addPhases(before: PhaseClock['phases'], after: PhaseClock['phases']): PhaseClock['phases'] {
  const sum: Partial<Record<Phase, number>> = { ...before }
  for (const [phase, seconds] of Object.entries(after) as [Phase, number][]) sum[phase] = (sum[phase] ?? 0) + seconds
  return sum
}
