import { milliseconds, seconds } from '../../../../lib/duration.ts'
import type { Answer } from './answer.ts'
import { gateAfter, newGate } from './gate.ts'
import type { GateSettings } from './settings.ts'
import type { GateState } from './state.ts'
import { type Decision, decisionAt } from './verdict.ts'

/** Two paths that must be available, the edge fast as well, and a release that is named. */
export function exampleSettings(changes: Partial<GateSettings> = {}): GateSettings {
  return {
    release: 'new',
    baselines: new Map(),
    notes: [],
    within: seconds(180),
    objectives: [
      { path: 'edge', question: 'available', objective: 0.999, latency: undefined },
      { path: 'ingress', question: 'available', objective: 0.999, latency: undefined },
      { path: 'edge', question: 'fast', objective: 0.99, latency: milliseconds(300) },
    ],
    ...changes,
  }
}

export const SERVER_ERROR = { reason: 'status', status: 500, answeredBy: 'app' } as const
export const REFUSED = { reason: 'refused', status: undefined, answeredBy: undefined } as const

/** A good and quick answer of the new release, except for what is given. */
export function exampleAnswer(changes: Partial<Answer> = {}): Answer {
  return {
    path: 'edge',
    sentSeconds: 0,
    took: milliseconds(20),
    release: 'new',
    failure: undefined,
    excluded: undefined,
    ...changes,
  }
}

/** The answers that a gate is given: what comes on a path at a moment, the `index`-th of its path. */
export type AnswersOf = (path: string, nowSeconds: number, index: number) => Partial<Answer>

/** A gate that has been given five answers a second on each path until it decided, and what it decided. */
export function judged(
  answersOf: AnswersOf,
  settings: GateSettings = exampleSettings(),
): { readonly state: GateState; readonly decision: Decision; readonly nowSeconds: number } {
  let state = newGate(settings, 0)
  const paths = [...new Set(settings.objectives.map(({ path }) => path))]
  for (let index = 0; ; index++) {
    const nowSeconds = index / 5
    const decision = decisionAt(state, nowSeconds)
    if (decision !== undefined) return { state, decision, nowSeconds }
    for (const path of paths) {
      state = gateAfter(state, exampleAnswer({ path, sentSeconds: nowSeconds, ...answersOf(path, nowSeconds, index) }))
    }
  }
}
