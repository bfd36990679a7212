import { milliseconds } from '../../../../lib/duration.ts'
import { seededRandom } from '../../../../lib/seeded-random.ts'
import type { Answer } from './answer.ts'
import { exampleAnswer, exampleSettings } from './gate.testkit.ts'
import { gateAfter, newGate } from './gate.ts'
import type { GateSettings } from './settings.ts'
import type { GateState } from './state.ts'
import { type Decision, decisionAt } from './verdict.ts'

/** What one of the two releases answers on a path at a moment. */
export type AnswersBeside = (who: 'new' | 'old', at: { readonly path: string; readonly now: number }) => Partial<Answer>

/** Settings of a canary beside two pods of the old release. */
export function canarySettings(changes: Partial<GateSettings> = {}): GateSettings {
  return exampleSettings({ canary: { oldPods: 2 }, ...changes })
}

/** A gate whose paths get fifteen probes a second, of which the canary gets its share by chance, until it has decided. */
export function judgedBeside(
  answersOf: AnswersBeside,
  {
    settings = canarySettings(),
    share = 1 / 3,
    random = seededRandom(7),
  }: { readonly settings?: GateSettings; readonly share?: number; readonly random?: () => number } = {},
): { readonly state: GateState; readonly decision: Decision; readonly nowSeconds: number } {
  let state = newGate(settings, 0)
  const paths = [...new Set(settings.objectives.map(({ path }) => path))]
  for (let index = 0; ; index++) {
    const now = index / 15
    const decision = decisionAt(state, now)
    if (decision !== undefined) return { state, decision, nowSeconds: now }
    for (const path of paths) {
      const who = random() < share ? 'new' : 'old'
      // Times of an app: most around twenty milliseconds, some twice that.
      const took = milliseconds(20 + 20 * random() ** 4)
      const answer = { path, sentSeconds: now, release: who, took, ...answersOf(who, { path, now }) }
      state = gateAfter(state, exampleAnswer(answer))
    }
  }
}
