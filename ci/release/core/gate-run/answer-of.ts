import { seconds } from '../../../../lib/duration.ts'
import type { Reason } from '../../../../services/prober/contract/reasons.ts'
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
    took: sample.invalid === undefined ? seconds(observation.durationSeconds) : undefined,
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
  if (invalid === 'reference') return 'control'
  if (invalid === 'self_error') return 'prober'
  // A thread that was late has measured a wrong time, but has read what came.
  if (invalid !== undefined && failure !== undefined && !FACTS.has(failure.reason)) return 'prober'
  if (failure === undefined) return undefined
  if (failure.reason === 'rate_limited') return 'limited'
  // Names, routes and certificates are the work of the edge and the network, and a probe that they stop reaches no release.
  const isUnreached = failure.phase === 'dns' || failure.reason === 'unreachable' || failure.reason.startsWith('tls_')
  return isUnreached ? 'unreached' : undefined
}

/** Reasons that are what they are, however late they are read. */
const FACTS: ReadonlySet<Reason> = new Set<Reason>([
  'refused',
  'unreachable',
  'status',
  'redirect',
  'rate_limited',
  'header',
  'body',
  'http_version',
])
