import { pause } from '../../../adapters/pause.ts'
import { steadyNow } from '../../../adapters/steady-clock.ts'
import { milliseconds } from '../../../lib/duration.ts'
import type { SteadyClock } from '../core/gate-run/probing.ts'

/** The clock of this machine, which gates and deploys wait on. */
export const STEADY_CLOCK: SteadyClock = {
  now: () => steadyNow() / 1000,
  wallNow: () => new Date(),
  waitUntil: (moment, signal) => pause(milliseconds(Math.max(0, moment * 1000 - steadyNow())), signal),
}
