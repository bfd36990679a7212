import { type AskOptions, getJson, sendJson } from '../../../adapters/http.ts'
import { createPrometheus } from '../../../adapters/prometheus/client.ts'
import { type Duration, inSeconds, seconds } from '../../../lib/duration.ts'
import { selector } from '../../../lib/promql/write-selector.ts'
import { ExternalError } from '../../../lib/system-error.ts'
import type { ProbeSli } from '../../../slo/core/model.ts'
import { LABELS } from '../../prober/contract/labels.ts'
import { COUNTED, METRICS } from '../../prober/contract/names.ts'
import type { FailureLog } from '../../prober/core/explain/failure-log.ts'
import type { Page } from '../contract/page.ts'
import type { StackState } from '../supervise/state-file.ts'
import { lastingFault, readFaultPeriods } from './own-faults.ts'
import type { OwnRoutes } from './own-routes.ts'
import type { LocatedFault } from './page.ts'
import type { StatusDocument } from './status-document.ts'

/** The running stack as other commands see it. Every call rejects when the stack does not answer. */
export interface StackClient {
  status(): Promise<StatusDocument>
  pages(): Promise<readonly Page[]>
  startDrill(name: string): Promise<void>
  /** Renews the lease of the drill. */
  renewDrill(): Promise<void>
  endDrill(): Promise<void>
  /** Where the fault is that probes on these routes have now; undefined when the prober does not say. */
  faultOn(routes: OwnRoutes): Promise<LocatedFault | undefined>
  /** How many samples of these routes were counted in the time up to now; undefined when Prometheus does not say. */
  countedWithin(routes: readonly ProbeSli[], duration: Duration): Promise<number | undefined>
  /** The trace ids of probes that failed in slots since a moment. */
  failuresSince(since: Date): Promise<readonly string[]>
}

const TIMEOUT = seconds(5)

/** A client of the stack that a state file describes. */
export function createStackClient(state: StackState, signal?: AbortSignal): StackClient {
  const options: AskOptions = { timeout: TIMEOUT, ...(signal && { signal }) }
  const read = async (path: string): Promise<unknown> => {
    const answer = await getJson(new URL(path, state.controlUrl), options)
    if (answer.kind === 'unanswered') throw new ExternalError(`The stack does not answer: ${answer.problem}`)
    if (answer.status !== 200) throw new ExternalError(errorIn(answer.body) ?? `The stack answered ${answer.status}`)
    return answer.body
  }
  const command = async (method: string, path: string): Promise<void> => {
    const answer = await sendJson(method, new URL(path, state.controlUrl), {}, options)
    if (answer.kind === 'unanswered') throw new ExternalError(`The stack does not answer: ${answer.problem}`)
    if (answer.status !== 200) throw new ExternalError(errorIn(answer.body) ?? `The stack answered ${answer.status}`)
  }
  return {
    // The stack and this command are of one checkout, so the documents have the shapes that the code says.
    status: async () => (await read('/status')) as StatusDocument,
    pages: async () => ((await read('/pages')) as { readonly pages: readonly Page[] }).pages,
    startDrill: name => command('POST', `/drills/${encodeURIComponent(name)}`),
    renewDrill: () => command('PUT', '/drills'),
    endDrill: () => command('DELETE', '/drills'),
    async faultOn(routes) {
      const answer = await getJson(new URL(`/faults?since=${new Date().toISOString()}`, state.proberUrl), options)
      const periods = answer.kind === 'answered' && answer.status === 200 ? readFaultPeriods(answer.body) : undefined
      return periods && (lastingFault(periods, routes) ?? { domain: 'none', evidence: [] })
    },
    async countedWithin(routes, duration) {
      const range = `${Math.round(inSeconds(duration))}s`
      const all = routes.map(({ probe, path }) => {
        const labels = { [LABELS.probe]: probe, [LABELS.path]: path, [LABELS.budget]: COUNTED }
        return `sum(increase(${selector(METRICS.probes, labels)}[${range}]))`
      })
      const answer = await createPrometheus(state.prometheusUrl, options).instant(all.join(' + '))
      return answer.kind === 'answered' ? answer.readings[0]?.value : undefined
    },
    async failuresSince(since) {
      const answer = await getJson(new URL(`/failures?since=${since.toISOString()}`, state.proberUrl), options)
      if (answer.kind === 'unanswered') throw new ExternalError(`The prober does not answer: ${answer.problem}`)
      if (answer.status !== 200) throw new ExternalError(`The prober answered ${answer.status}`)
      const failures = Object.values(answer.body as FailureLog).flat()
      return failures.filter(({ invalid }) => invalid === undefined).map(({ traceId }) => traceId)
    },
  }
}

function errorIn(body: unknown): string | undefined {
  const error = typeof body === 'object' && body !== null ? Reflect.get(body, 'error') : undefined
  return typeof error === 'string' ? error : undefined
}
