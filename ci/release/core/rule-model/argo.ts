import { failedRequests, type ModelledRelease, type RuleRun, stays } from './release.ts'
import { trafficOf } from './traffic.ts'

/** How Argo Rollouts is told to go out: weights with how long each is held, and the analysis beside them. */
interface ArgoSteps {
  readonly steps: readonly (readonly [weight: number, seconds: number])[]
  /** When it measures, from the first step on. */
  readonly measuresAt: readonly number[]
  /** It is aborted when more measurements than this failed. */
  readonly failureLimit: number
}

/** The least part of answers that must not be 5xx, and how long the two samples of `irate` are apart. */
const [ARGO_LEAST, IRATE_SECONDS] = [0.95, 15]

/** The inline analysis of its guide: a fifth of the requests for five minutes, then one measurement; no failure is let pass by default. */
export const ARGO_INLINE: ArgoSteps = { steps: [[0.2, 300]], measuresAt: [300], failureLimit: 0 }

/** The background analysis of its guide: four steps of ten minutes, measured each five minutes from the second on, three failures allowed. */
export const ARGO_BACKGROUND: ArgoSteps = {
  steps: [
    [0.2, 600],
    [0.4, 600],
    [0.6, 600],
    [0.8, 600],
  ],
  measuresAt: [600, 900, 1200, 1500, 1800, 2100, 2400],
  failureLimit: 3,
}

/**
 * Argo Rollouts with an analysis of Prometheus. A query that fails is asked again after ten seconds and counts only when it has failed
 * five times in a row, so that nothing of it is modelled.
 */
export function argo(
  { steps, measuresAt, failureLimit }: ArgoSteps,
  release: ModelledRelease,
  random: () => number,
): RuleRun {
  const traffic = trafficOf(release, random)
  const exposures = steps.map(([weight, seconds], index) => ({
    ...{ weight, seconds },
    age: steps.slice(0, index).reduce((sum, [, each]) => sum + each, 0),
  }))
  let failures = 0
  for (const at of measuresAt) {
    const weight = exposures.findLast(({ age }) => age < at)?.weight ?? 0
    const { requests, failed } = traffic(at - IRATE_SECONDS, IRATE_SECONDS, weight)
    if (1 - failed / requests < ARGO_LEAST) failures += 1
    if (failures <= failureLimit) continue
    const met = exposures.map(each => ({ ...each, seconds: Math.max(0, Math.min(each.seconds, at - each.age)) }))
    return { isTakenBack: true, seconds: at, failedRequests: failedRequests(release, met) }
  }
  const seconds = steps.reduce((sum, [, each]) => sum + each, 0)
  return { isTakenBack: false, seconds, failedRequests: failedRequests(release, [...exposures, ...stays(seconds)]) }
}
