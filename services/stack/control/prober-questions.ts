import { type AskOptions, getJson } from '../../../adapters/http.ts'
import { createPrometheus } from '../../../adapters/prometheus/client.ts'
import { type Duration, inSeconds } from '../../../lib/duration.ts'
import { selector } from '../../../lib/promql/write-selector.ts'
import { ExternalError } from '../../../lib/system-error.ts'
import type { ProbeSli } from '../../../slo/core/model.ts'
import { LABELS } from '../../prober/contract/labels.ts'
import { COUNTED, METRICS } from '../../prober/contract/names.ts'
import type { FailureLog } from '../../prober/core/explain/failure-log.ts'
import { lastingFault, readFaultPeriods } from './own-faults.ts'
import type { OwnRoutes } from './own-routes.ts'
import type { LocatedFault } from './page.ts'

/** What a prober is asked about the faults that it sees. */
export interface ProberQuestions {
  /** Where the fault is that probes on these routes have now; undefined when the prober does not say. */
  faultOn(routes: OwnRoutes): Promise<LocatedFault | undefined>
  /** How many samples of these routes were counted in the time up to now; undefined when Prometheus does not say. */
  countedWithin(routes: readonly ProbeSli[], duration: Duration): Promise<number | undefined>
  /** The trace ids of probes that failed in slots since a moment. Rejects when the prober does not answer. */
  failuresSince(since: Date): Promise<readonly string[]>
}

/** Asks a prober, and the Prometheus that scrapes it. */
export function createProberQuestions(
  { proberUrl, prometheusUrl }: { readonly proberUrl: string; readonly prometheusUrl: string },
  options: AskOptions,
): ProberQuestions {
  return {
    async faultOn(routes) {
      const answer = await getJson(new URL(`/faults?since=${new Date().toISOString()}`, proberUrl), options)
      const periods = answer.kind === 'answered' && answer.status === 200 ? readFaultPeriods(answer.body) : undefined
      return periods && (lastingFault(periods, routes) ?? { domain: 'none', evidence: [] })
    },
    async countedWithin(routes, duration) {
      const range = `${Math.round(inSeconds(duration))}s`
      const all = routes.map(({ probe, path }) => {
        const labels = { [LABELS.probe]: probe, [LABELS.path]: path, [LABELS.budget]: COUNTED }
        return `sum(increase(${selector(METRICS.probes, labels)}[${range}]))`
      })
      const answer = await createPrometheus(prometheusUrl, options).instant(all.join(' + '))
      return answer.kind === 'answered' ? answer.readings[0]?.value : undefined
    },
    async failuresSince(since) {
      const answer = await getJson(new URL(`/failures?since=${since.toISOString()}`, proberUrl), options)
      if (answer.kind === 'unanswered') throw new ExternalError(`The prober does not answer: ${answer.problem}`)
      if (answer.status !== 200) throw new ExternalError(`The prober answered ${answer.status}`)
      const failures = Object.values(answer.body as FailureLog).flat()
      return failures.filter(({ invalid }) => invalid === undefined).map(({ traceId }) => traceId)
    },
  }
}
