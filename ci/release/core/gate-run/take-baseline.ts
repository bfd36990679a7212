import { type Duration, inSeconds } from '../../../../lib/duration.ts'
import { type Baseline, NO_BASELINE, withBaselineAnswer } from '../gate/baseline.ts'
import { GATE_LIMITS } from '../gate/limits.ts'
import { type GateEffects, probePaths } from './probing.ts'

/** What each path answers from now on, for so long: to be measured before a deploy. */
export async function takeBaseline(
  paths: readonly string[],
  duration: Duration,
  effects: GateEffects,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Baseline>> {
  const baselines = new Map(paths.map(path => [path, NO_BASELINE]))
  const until = effects.now() + inSeconds(duration)
  const probing = {
    paths,
    rateOf: () => GATE_LIMITS.answersPerSecond,
    onAnswer: (answer: Parameters<typeof withBaselineAnswer>[1]) => {
      baselines.set(answer.path, withBaselineAnswer(baselines.get(answer.path) ?? NO_BASELINE, answer))
    },
    isOver: (nowSeconds: number) => nowSeconds >= until,
  }
  await probePaths(probing, effects, signal)
  // What comes in later belongs to no baseline.
  return new Map(baselines)
}
