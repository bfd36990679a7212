import { seconds } from '../../../../lib/duration.ts'
import { type Failure, headerOf } from '../../../../services/prober/core/judge/observation.ts'
import type { Sample } from '../../../../services/prober/core/judge/sample.ts'
import { RELEASE_HEADER } from '../../../../services/web/contract/names.ts'
import type { Answer, Exclusion } from '../gate/answer.ts'
import { isRelease } from '../gate/population.ts'

/** What a sample of the prober says about a release; the one under test goes by the name it was given. */
export function answerOf(sample: Sample, release: string | undefined): Omit<Answer, 'path' | 'sentSeconds'> {
  const { observation, outcome, answeredBy } = sample
  const { response } = observation
  const signed = response && headerOf(response, RELEASE_HEADER)
  const failure = outcome.isGood ? undefined : outcome.failure
  return {
    took: seconds(observation.durationSeconds),
    release: release !== undefined && signed !== undefined && isRelease(release, signed) ? release : signed,
    failure: failure && {
      reason: failure.reason,
      status: response?.status,
      answeredBy: answeredBy === 'unknown' ? undefined : answeredBy,
    },
    excluded: exclusionOf(sample, failure),
  }
}

/** Why a sample says nothing about a release. */
function exclusionOf({ invalid }: Sample, failure: Failure | undefined): Exclusion | undefined {
  if (invalid !== undefined) return invalid === 'reference' ? 'control' : 'prober'
  if (failure === undefined) return undefined
  if (failure.reason === 'rate_limited') return 'limited'
  // Names, routes and certificates are the work of the edge and the network, and a probe that they stop reaches no release.
  const isUnreached = failure.phase === 'dns' || failure.reason === 'unreachable' || failure.reason.startsWith('tls_')
  return isUnreached ? 'unreached' : undefined
}
