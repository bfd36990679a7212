import { REQUESTS_PER_SECOND } from '../gate-model/characteristic.ts'
import { type ModelledRelease, TROUBLE_WITHIN } from './release.ts'

/** Requests of users that a release answered, and how many of them failed. */
interface Count {
  readonly requests: number
  readonly failed: number
}

/** Draws what the answers of a release to users were, span by span. */
export type Traffic = (fromSeconds: number, seconds: number, weight: number) => Count

/** The traffic of one release in one run. */
export function trafficOf(release: ModelledRelease, random: () => number): Traffic {
  const { failing, failsFrom = 0, common = 0, burstSeconds = 0 } = release
  const burstFrom = random() * TROUBLE_WITHIN
  return (from, seconds, weight) => {
    const rate = REQUESTS_PER_SECOND * weight
    const to = from + seconds
    const inBurst = Math.max(0, Math.min(to, burstFrom + burstSeconds) - Math.max(from, burstFrom))
    const bad = Math.max(0, to - Math.max(from, failsFrom))
    const failed =
      drawn(Math.round(rate * bad), failing, random) +
      drawn(Math.round(rate * seconds), common, random) +
      Math.round(rate * inBurst)
    const requests = Math.round(rate * seconds)
    return { requests, failed: Math.min(requests, failed) }
  }
}

/** How many of so many independent requests fail: from one failure to the next the distance is geometric. */
function drawn(requests: number, part: number, random: () => number): number {
  if (part <= 0) return 0
  if (part >= 1) return requests
  let failed = 0
  const step = (): number => Math.ceil(Math.log(1 - random()) / Math.log(1 - part)) || 1
  for (let at = step(); at <= requests; at += step()) failed += 1
  return failed
}
