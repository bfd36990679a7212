import { failedRequests, goesBack, type ModelledRelease, ROLLOUT_SECONDS, type RuleRun, stays } from './release.ts'

/** A rolling update and nothing more: what is ready stays. */
export function noGate(release: ModelledRelease): RuleRun {
  return { isTakenBack: false, seconds: ROLLOUT_SECONDS, failedRequests: failedRequests(release, stays(0)) }
}

/** `curl -f` once after the rollout; where it fails the old release is rolled out again. */
export function curlOnce(release: ModelledRelease, random: () => number): RuleRun {
  const { failing, failsFrom = 0, common = 0, burstSeconds = 0, blindSeconds = 0 } = release
  const rate = ROLLOUT_SECONDS >= failsFrom ? failing : 0
  // What lasts for seconds begins within the minute in which curl asks.
  const isHit = random() < (burstSeconds + blindSeconds) / 60
  const isTakenBack = isHit || random() < rate || random() < common
  if (!isTakenBack) return noGate(release)
  const exposures = [{ weight: 0.5, seconds: ROLLOUT_SECONDS, age: 0 }, goesBack(ROLLOUT_SECONDS)]
  return { isTakenBack, seconds: ROLLOUT_SECONDS, failedRequests: failedRequests(release, exposures) }
}
