import { ExternalError } from '../../lib/system-error.ts'
import type { Reading } from '../../slo/report/reading.ts'
import { type AskOptions, ask, getJson, type JsonAnswer } from '../http.ts'
import { askWithRetry } from '../retry.ts'
import {
  type RangeSeries,
  type Refusal,
  readReadings,
  readSamplesLoaded,
  readSeries,
  readTexts,
  refusalOf,
} from './answer.ts'

/** An empty list of readings is an answer, silence is not. */
export type InstantAnswer =
  | {
      readonly kind: 'answered'
      readonly readings: readonly Reading[]
      /** How many samples Prometheus had to load: what the query costs. */
      readonly samplesLoaded: number
    }
  | Refusal

/** A span of the past in Unix seconds. */
interface TimeSpan {
  readonly startSeconds: number
  readonly endSeconds: number
}

/** A span that is evaluated every so many seconds; Prometheus takes at most 11,000 steps. */
interface QueryRange extends TimeSpan {
  readonly stepSeconds: number
}

/** The result of a query over a span. */
type RangeAnswer =
  | { readonly kind: 'answered'; readonly series: readonly RangeSeries[]; readonly samplesLoaded: number }
  | Refusal

/** The values of a label. */
type LabelAnswer = { readonly kind: 'answered'; readonly values: readonly string[] } | Refusal

/** Prometheus' HTTP API. No query rejects: whatever goes wrong is an `unanswered` with the reason. */
export interface Prometheus {
  /** Evaluates PromQL, now or at a moment in Unix seconds. */
  instant(promql: string, atSeconds?: number): Promise<InstantAnswer>
  /** Evaluates PromQL over a span. */
  range(promql: string, range: QueryRange): Promise<RangeAnswer>
  /** The values that a label has in the series of a selector. */
  labelValues(label: string, selector: string, span: TimeSpan): Promise<LabelAnswer>
  /**
   * Deletes the samples of series between two moments, by the admin API, which Prometheus must have been started with.
   * Rejects when it does not answer, or refuses.
   */
  deleteSamples(selectors: readonly string[], from: Date, to: Date): Promise<void>
}

/** How Prometheus is queried. */
export interface PrometheusOptions extends AskOptions {
  /** What Grafana wants, where Prometheus is queried through its proxy of data sources. */
  readonly headers?: Readonly<Record<string, string>>
  /** Whether a query that is refused as one of too many is retried. */
  readonly retries?: boolean
}

/** A client of the Prometheus at an address, which may have a path. */
export function createPrometheus(baseUrl: string, options: PrometheusOptions): Prometheus {
  const get = async (path: string, parameters: Parameters): Promise<JsonAnswer> => {
    const once = () => getJson(apiUrl(baseUrl, path, parameters), options, options.headers)
    return options.retries === true ? askWithRetry(once, options.signal) : once()
  }
  return {
    async instant(promql, atSeconds) {
      const answer = await get('query', {
        query: promql,
        ...STATISTICS,
        ...(atSeconds !== undefined && { time: atSeconds }),
      })
      if (answer.kind === 'unanswered') return answer
      const readings = answer.status === 200 ? readReadings(answer.body) : undefined
      if (readings === undefined) return refusalOf(answer)
      return { kind: 'answered', readings, samplesLoaded: readSamplesLoaded(answer.body) }
    },
    async range(promql, { startSeconds, endSeconds, stepSeconds }) {
      const range = { start: startSeconds, end: endSeconds, step: stepSeconds }
      const answer = await get('query_range', { query: promql, ...STATISTICS, ...range })
      if (answer.kind === 'unanswered') return answer
      const series = answer.status === 200 ? readSeries(answer.body) : undefined
      if (series === undefined) return refusalOf(answer)
      return { kind: 'answered', series, samplesLoaded: readSamplesLoaded(answer.body) }
    },
    async labelValues(label, selector, { startSeconds, endSeconds }) {
      const asked = { 'match[]': selector, start: startSeconds, end: endSeconds }
      const answer = await get(`label/${encodeURIComponent(label)}/values`, asked)
      if (answer.kind === 'unanswered') return answer
      const values = answer.status === 200 ? readTexts(answer.body) : undefined
      return values === undefined ? refusalOf(answer) : { kind: 'answered', values }
    },
    async deleteSamples(selectors, from, to) {
      const span = { start: from.getTime() / 1000, end: to.getTime() / 1000 }
      const url = apiUrl(baseUrl, 'admin/tsdb/delete_series', { 'match[]': selectors, ...span })
      const answer = await ask(url, options, { method: 'POST', headers: options.headers ?? {} })
      if (answer.kind === 'unanswered') throw new ExternalError(`Prometheus does not answer: ${answer.problem}`)
      if (answer.status !== 204) throw new ExternalError(`Prometheus deleted nothing: it answered ${answer.status}`)
    },
  }
}

/** Asks for what a query cost, which Prometheus counts anyway. */
const STATISTICS = { stats: 'all' }

type Parameters = Readonly<Record<string, string | number | readonly string[]>>

function apiUrl(baseUrl: string, path: string, parameters: Parameters): URL {
  const url = new URL(`api/v1/${path}`, baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`)
  for (const [name, value] of Object.entries(parameters)) {
    for (const text of [value].flat()) url.searchParams.append(name, String(text))
  }
  return url
}
