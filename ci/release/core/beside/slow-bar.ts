/** The time of a good answer of the old release, and those before it: a list to which one is added without a copy. */
export interface OldTimes {
  readonly sentSeconds: number
  readonly tookSeconds: number
  readonly before: OldTimes | undefined
}

/** How fast the old release is at the moment: what an answer of the canary is measured against. */
export interface SlowBar {
  /** So many answers of the old release it is made of. */
  readonly answers: number
  readonly medianSeconds: number
  readonly p99Seconds: number
}

/** How an answer compares: much slower is what a release is stopped for. */
export type Slowness = 'usual' | 'slower' | 'much-slower'

const LATEST_SECONDS = 60

/** Of fewer the 99th percentile is the slowest of them, which is chance. */
export const LEAST_OLD_ANSWERS = 100

/** A difference that no visitor notices, and that a busy machine makes. */
const LEAST_DIFFERENCE_SECONDS = 0.01

/** From so many times the old median on an answer is much slower. */
const MUCH = 2

/** The bar of the old release's latest answers; undefined while there are too few of them. */
export function slowBar(times: OldTimes | undefined, nowSeconds: number): SlowBar | undefined {
  const latest: number[] = []
  for (let each = times; each !== undefined && each.sentSeconds > nowSeconds - LATEST_SECONDS; each = each.before) {
    latest.push(each.tookSeconds)
  }
  if (latest.length < LEAST_OLD_ANSWERS) return undefined
  const sorted = Float64Array.from(latest).sort()
  const at = (part: number): number => sorted[Math.ceil(sorted.length * part) - 1] ?? 0
  return { answers: latest.length, medianSeconds: at(0.5), p99Seconds: at(0.99) }
}

/** How an answer that took so long compares with the old release. */
export function slownessOf({ medianSeconds, p99Seconds }: SlowBar, tookSeconds: number): Slowness {
  if (tookSeconds <= Math.max(p99Seconds, medianSeconds + LEAST_DIFFERENCE_SECONDS)) return 'usual'
  return tookSeconds > MUCH * medianSeconds ? 'much-slower' : 'slower'
}

/** Whether an answer of the old release itself is as slow at the moment as one of a canary may not be. */
export function isOldSlow({ medianSeconds }: SlowBar, tookSeconds: number): boolean {
  return tookSeconds > Math.max(MUCH * medianSeconds, medianSeconds + LEAST_DIFFERENCE_SECONDS)
}
