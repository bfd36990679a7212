import { steadyNow } from '../../../adapters/steady-clock.ts'
import { milliseconds, seconds } from '../../../lib/duration.ts'
import type { Sample } from '../../../services/prober/core/judge/sample.ts'
import type { Probe } from '../../../services/prober/definition/model.ts'
import { catchStrays } from '../../../services/prober/guard/strays.ts'
import { prepareTrust } from '../../../services/prober/sockets/tls/tls-context.ts'
import { createLoopWatch } from '../../../services/prober/thread/loop-watch.ts'
import { createReference } from '../../../services/prober/thread/reference.ts'
import { createRuns } from '../../../services/prober/thread/runs.ts'
import { answerOf } from '../core/gate-run/answer-of.ts'
import type { GateEffects } from '../core/gate-run/probing.ts'
import type { ProbedPath } from '../core/gate-run/questions.ts'
import { STEADY_CLOCK } from './steady-clock.ts'

/** The prober of a gate that has been opened. */
export interface GateProber {
  readonly effects: GateEffects
  /** Ends its own control target; probes in flight end at their timeout. */
  close(): void
}

/** What the gate's requests call themselves, so that a log or a count of requests can leave them out. */
const USER_AGENT = 'leadline-gate'

/** How often the control target is asked: its last three answers decide, and must say something within a burst. */
const CONTROL_INTERVAL = milliseconds(500)

/** Opens the prober's own code for the paths of a gate; `report` hears of exceptions that belong to no probe. */
export async function openGateProber(
  routes: readonly ProbedPath[],
  release: string | undefined,
  report: (error: unknown) => void,
): Promise<GateProber> {
  const watch = createLoopWatch()
  // What the first request of a process pays for loading code is not the target's: the control target is asked before.
  const control = await createReference(() => undefined, watch, CONTROL_INTERVAL)
  prepareTrust(routes.filter(({ route }) => route.isSecure).map(({ route }) => route.ca))
  const stopCatching = catchStrays(({ error }) => report(error))
  const waiting = new Map<number, (sample: Sample) => void>()
  const runs = createRuns({
    report: () => undefined,
    watch,
    isReferenceGood: () => control.isGood(),
    onEnd({ slotNumber }, sample) {
      waiting.get(slotNumber)?.(sample)
      waiting.delete(slotNumber)
    },
  })
  const vitals = setInterval(() => watch.drain(), VITALS_INTERVAL)
  let sent = 0
  const probes = new Map(routes.map(each => [each.name, { ...each, probe: asGate(each.probe) }]))

  const sampleOf = (path: string): Promise<Sample> => {
    const probed = probes.get(path)
    if (probed === undefined) throw new RangeError(`There is no path "${path}"`)
    const { probe, route } = probed
    const { timeout } = probe
    const slotNumber = sent++
    return new Promise(resolve => {
      waiting.set(slotNumber, resolve)
      runs.start([{ probe, route, role: 'confirm', slotSteady: steadyNow(), slotNumber, timeout }])
    })
  }
  return {
    effects: {
      ...STEADY_CLOCK,
      ask: async path => answerOf(await sampleOf(path), release),
    },
    close() {
      clearInterval(vitals)
      control.stop()
      stopCatching()
    },
  }
}

/** The same as the prober does each second: how busy the thread is, is of the last of them. */
const VITALS_INTERVAL = seconds(1)

function asGate(probe: Probe): Probe {
  const { request } = probe
  return { ...probe, request: { ...request, headers: { 'user-agent': USER_AGENT, ...request.headers } } }
}
