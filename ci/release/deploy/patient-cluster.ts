import type { Cluster, ClusterAnswer } from '../../../adapters/kubernetes/cluster.ts'
import { AnswerTooLong } from '../../../adapters/kubernetes/cluster-error.ts'
import { ExternalError, isExternal } from '../../../lib/system-error.ts'
import { oneLine } from '../../../lib/text/one-line.ts'
import type { SteadyClock } from '../core/gate-run/probing.ts'

/** How long it waits before each further try, in seconds: a minute in which an API server restarts is no reason to roll back. */
const WAITS_SECONDS = [0.5, 1, 2, 4, 8, 8, 8]

/** Statuses of a server, or of a proxy before it, that is not there for the moment. */
const PASSING: readonly number[] = [429, 500, 502, 503, 504]

/** Server-side apply answers a field that no schema has with a status that otherwise passes. */
const TYPED_PATCH = 'failed to create typed patch object'

/**
 * The same cluster, asked again where an answer says nothing of what was asked: no answer, a server that is overloaded or away,
 * text that is no JSON, a token that was renewed meanwhile. Rejects with an ExternalError when it stays so.
 */
export function patientCluster(cluster: Cluster, clock: SteadyClock, signal: AbortSignal): Cluster {
  const ask: Cluster['ask'] = async (place, request) => {
    for (let tries = 0; ; tries += 1) {
      const wait = WAITS_SECONDS[tries]
      try {
        const answer = await cluster.ask(place, request)
        const complaint = complaintAbout(answer, place)
        if (complaint === undefined) return answer
        if (wait === undefined || signal.aborted)
          throw new ExternalError(`The API server ${cluster.server} ${complaint}`)
      } catch (error) {
        if (!isExternal(error) || error instanceof AnswerTooLong || wait === undefined || signal.aborted) throw error
      }
      await clock.waitUntil(clock.now() + (wait ?? 0), signal)
    }
  }
  return { ...cluster, ask }
}

/** Why an answer says nothing; undefined when it does. */
function complaintAbout({ status, body, text }: ClusterAnswer, place: string): string | undefined {
  if (status === 401) return 'does not know the kubeconfig’s login any more: its token has expired'
  if (PASSING.includes(status) && !text.includes(TYPED_PATCH))
    return `answers ${status}: ${oneLine(text.slice(0, 200))}`
  const isText = /\/log(\?|$)/.test(place)
  return status < 300 && !isText && body === undefined
    ? `answers with text that is no JSON: ${oneLine(text.slice(0, 60))}`
    : undefined
}
