import type { GateEffects } from '../core/gate-run/probing.ts'

/** Effects whose waits let a task run beside them. */
export interface BesideWaits {
  readonly effects: GateEffects
  /** Resolves when the task does not run; rejects with what it last rejected with. */
  readonly settled: () => Promise<void>
}

/** Runs a task every few seconds while others wait, and lets no one wait for it: a probe must not come late for an API server. */
export function besideWaits(effects: GateEffects, everySeconds: number, task: () => Promise<void>): BesideWaits {
  const state: { next: number; running: Promise<void> | undefined; error: unknown } = {
    next: effects.now() + everySeconds,
    running: undefined,
    error: undefined,
  }
  const start = (): void => {
    state.running = task()
      .catch(error => {
        state.error = error
      })
      .finally(() => {
        state.running = undefined
      })
  }
  return {
    effects: {
      ...effects,
      async waitUntil(moment, signal) {
        if (effects.now() >= state.next && state.running === undefined) {
          state.next = effects.now() + everySeconds
          start()
        }
        await effects.waitUntil(moment, signal)
      },
    },
    async settled() {
      await state.running
      if (state.error !== undefined) throw state.error
    },
  }
}
