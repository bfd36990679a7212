import { gateAfter, newGate } from '../gate/gate.ts'
import { probesPerSecondOf } from '../gate/rate.ts'
import { type GateSettings, pathsOf } from '../gate/settings.ts'
import { type GateState, tallyOf } from '../gate/state.ts'
import { decisionAt } from '../gate/verdict.ts'
import { type GateReport, reportOf } from '../gate-report/report.ts'
import { type GateEffects, probePaths } from './probing.ts'

/** Hears of each change: the state of the gate at a moment on its clock. */
export type GateWatcher = (state: GateState, nowSeconds: number) => void

/**
 * Judges a release from now on, until there is a verdict. Never rejects for what a target does; a signal that aborts gives a
 * hold with what was measured until then.
 */
export async function runGate(
  settings: GateSettings,
  effects: GateEffects,
  signal: AbortSignal,
  watch: GateWatcher = () => undefined,
): Promise<GateReport> {
  const startedAt = effects.wallNow()
  let state = newGate(settings, effects.now())
  const probing = {
    paths: pathsOf(settings),
    rateOf: (path: string) => probesPerSecondOf(settings, tallyOf(state, path)),
    onAnswer: (answer: Parameters<typeof gateAfter>[1]) => {
      state = gateAfter(state, answer)
    },
    isOver: (nowSeconds: number) => {
      watch(state, nowSeconds)
      return decisionAt(state, nowSeconds) !== undefined
    },
  }
  await probePaths(probing, effects, signal)
  const nowSeconds = effects.now()
  const decision = decisionAt(state, nowSeconds) ?? { verdict: 'hold', because: 'interrupted' }
  return reportOf(state, { decision, startedAt, nowSeconds })
}
