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

/** The part of probes that may fail at 99.9 %, and the part that spends its budget 14.4 times as fast. */
const ALLOWED = 0.001
const BURNING = 0.0144

/** The detector that ships. Its threshold is what `averageRunLength` makes of it: see there. */
export const FAST_PAGE: Cusum = {
  up: Math.log(BURNING / ALLOWED),
  down: Math.log((1 - BURNING) / (1 - ALLOWED)),
  threshold: 12,
}

/** The score after one more sample; it is capped, so that after a long outage it falls below the threshold in time. */
export function nextScore({ up, down, threshold }: Cusum, score: number, isGood: boolean): number {
  return Math.min(threshold + up, Math.max(0, score + (isGood ? down : up)))
}

/** How many good samples in a row bring a score that is as high as it gets down to nothing. */
export function recoverySamples({ up, down, threshold }: Cusum): number {
  return Math.ceil((threshold + up) / -down)
}

/**
 * The mean number of samples until the alarm, from a score of 0, when a part `badRatio` of them is bad: the detector's
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
