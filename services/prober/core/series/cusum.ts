import { FAILURE_SCORE_PAGES } from '../../contract/bounds.ts'

/**
 * A Bernoulli CUSUM: a running sum of the log-likelihood ratio between "fails as often as it may" and "fails so often
 * that the budget burns", held at 0 from below (Reynolds & Stoumbos 1999, "A CUSUM chart for monitoring a proportion
 * when inspecting continuously").
 */
export interface Cusum {
  /** Added for a bad sample. */
  readonly up: number
  /** Added for a good sample; negative. */
  readonly down: number
  /** Reaching it is the alarm. */
  readonly threshold: number
}

/** The ratio of probes that may fail at 99.9 %, and the ratio that burns its budget 14.4 times as fast. */
const ALLOWED = 0.001
const BURNING = 0.0144

/** The detector that ships; `averageRunLength` shows what its threshold means. */
export const FAST_PAGE: Cusum = {
  up: Math.log(BURNING / ALLOWED),
  down: Math.log((1 - BURNING) / (1 - ALLOWED)),
  threshold: FAILURE_SCORE_PAGES,
}

/** The detector's state on one path. */
export interface CusumState {
  readonly score: number
  /** Good samples since the last bad one. */
  readonly goodRun: number
}

export const CUSUM_START: CusumState = { score: 0, goodRun: 0 }

/** So many good samples in a row end an alarm, and the sum restarts at 0. */
export const RECOVERED_AFTER = 24

/** The state after one more sample. */
export function nextState({ up, down, threshold }: Cusum, { score, goodRun }: CusumState, isGood: boolean): CusumState {
  if (!isGood) return { score: Math.min(threshold + up, score + up), goodRun: 0 }
  const isOver = score >= threshold && goodRun + 1 >= RECOVERED_AFTER
  // During an alarm good samples only count towards its end: the sum alone would need two hundred of them to fall.
  const next = score >= threshold ? score : Math.max(0, score + down)
  return { score: isOver ? 0 : next, goodRun: goodRun + 1 }
}

/**
 * The mean number of samples until the alarm, from a score of 0, when the ratio `badRatio` of them is bad: the detector's
 * time between false alarms at the allowed ratio, and its delay at a higher one. Exact for a score in steps of `down`:
 * the chain's equations are solved by elimination (Brook & Evans 1972).
 */
export function averageRunLength({ up, down, threshold }: Cusum, badRatio: number): number {
  const states = Math.ceil(threshold / -down)
  const jump = Math.round(up / -down)
  // L(i) = 1 + bad L(i + jump) + good L(i - 1), with L = 0 from `states` on. Each row is written in terms of higher states.
  const weights: Map<number, number>[] = []
  const constants: number[] = []
  for (let state = 0; state < states; state++) {
    const row = new Map<number, number>()
    let constant = 1
    const add = (target: number, weight: number): void => {
      if (target < states) row.set(target, (row.get(target) ?? 0) + weight)
    }
    add(state + jump, badRatio)
    if (state === 0) add(0, 1 - badRatio)
    else {
      constant += (1 - badRatio) * (constants[state - 1] ?? 0)
      for (const [target, weight] of weights[state - 1] ?? []) add(target, (1 - badRatio) * weight)
    }
    const own = 1 - (row.get(state) ?? 0)
    row.delete(state)
    constants.push(constant / own)
    weights.push(new Map([...row].map(([target, weight]) => [target, weight / own])))
  }
  const lengths = new Array<number>(states).fill(0)
  for (let state = states - 1; state >= 0; state--) {
    const rest = [...(weights[state] ?? [])].reduce((sum, [target, weight]) => sum + weight * (lengths[target] ?? 0), 0)
    lengths[state] = (constants[state] ?? 0) + rest
  }
  return lengths[0] ?? 0
}
