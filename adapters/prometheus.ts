import { field } from '../lib/json/parse.ts'
import { ExternalError } from '../lib/system-error.ts'
import type { Reading } from '../slo/report/report.ts'
import { type AskOptions, ask, getJson, type Unanswered } from './http.ts'

/** What came back: an empty list of readings is an answer, silence is not. */
export type PrometheusAnswer = { readonly kind: 'answered'; readonly readings: readonly Reading[] } | Unanswered

/** Evaluates PromQL, now or at a moment in Unix seconds. Never rejects: whatever goes wrong is an `unanswered` with the reason. */
export async function queryInstant(
  baseUrl: string,
  promql: string,
  options: AskOptions,
  atSeconds?: number,
): Promise<PrometheusAnswer> {
  const time = atSeconds === undefined ? {} : { time: String(atSeconds) }
  const answer = await getJson(queryUrl(baseUrl, 'query', { query: promql, ...time }), options)
  if (answer.kind === 'unanswered') return answer
  const readings = readReadings(answer.body)
  if (answer.status === 200 && readings !== undefined) return { kind: 'answered', readings }
  return refusal(answer)
}

/** A span of the past in Unix seconds, looked at every so many seconds; Prometheus bears 11,000 looks at most. */
export interface QueryRange {
  readonly startSeconds: number
  readonly endSeconds: number
  readonly stepSeconds: number
}

/** One series over a span: moments in Unix seconds, with their values. */
type RangeSeries = readonly (readonly [moment: number, value: number])[]

/** What came back from a question about a span. */
export type RangeAnswer = { readonly kind: 'answered'; readonly series: readonly RangeSeries[] } | Unanswered

/** Evaluates PromQL over a span. Never rejects. */
export async function queryRange(
  baseUrl: string,
  promql: string,
  { startSeconds, endSeconds, stepSeconds }: QueryRange,
  options: AskOptions,
): Promise<RangeAnswer> {
  const range = { start: String(startSeconds), end: String(endSeconds), step: String(stepSeconds) }
  const answer = await getJson(queryUrl(baseUrl, 'query_range', { query: promql, ...range }), options)
  if (answer.kind === 'unanswered') return answer
  const result = field(field(answer.body, 'data'), 'result')
  if (answer.status !== 200 || !Array.isArray(result)) return refusal(answer)
  const series = result.map((entry): RangeSeries => {
    const samples = field(entry, 'values')
    return Array.isArray(samples) ? samples.map(sample => [Number(sample[0]), sampleValue(sample)]) : []
  })
  return { kind: 'answered', series }
}

function queryUrl(baseUrl: string, name: string, parameters: Readonly<Record<string, string>>): URL {
  const url = new URL(`api/v1/${name}`, baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`)
  for (const [key, value] of Object.entries(parameters)) url.searchParams.set(key, value)
  return url
}

function refusal({ status, body }: { readonly status: number; readonly body: unknown }): Unanswered {
  const problem = `Prometheus answered ${status}: ${errorOf(body) ?? 'not the answer to a query'}`
  return { kind: 'unanswered', problem }
}

/** The readings of a vector or a scalar (https://prometheus.io/docs/prometheus/latest/querying/api/#expression-query-result-formats). */
function readReadings(body: unknown): readonly Reading[] | undefined {
  const data = field(body, 'data')
  const result = field(data, 'result')
  if (!Array.isArray(result)) return undefined
  if (field(data, 'resultType') === 'scalar') return [{ labels: {}, value: sampleValue(result) }]
  if (field(data, 'resultType') !== 'vector') return undefined
  return result.map(entry => ({ labels: labelsOf(field(entry, 'metric')), value: sampleValue(field(entry, 'value')) }))
}

function labelsOf(metric: unknown): Readonly<Record<string, string>> {
  const entries = typeof metric === 'object' && metric !== null ? Object.entries(metric) : []
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]))
}

/** Prometheus writes infinities as Go does, which JavaScript would read as NaN. */
const INFINITIES: Readonly<Record<string, number>> = { '+Inf': Infinity, '-Inf': -Infinity }

function sampleValue(sample: unknown): number {
  const text = Array.isArray(sample) ? sample[1] : undefined
  return typeof text === 'string' ? (INFINITIES[text] ?? Number(text)) : Number.NaN
}

function errorOf(body: unknown): string | undefined {
  const error = field(body, 'error')
  return typeof error === 'string' ? error : undefined
}

/**
 * Deletes the samples of series between two moments, by the admin API, which Prometheus must have been started with.
 * Rejects when it does not answer, or refuses.
 */
export async function deleteSamples(
  baseUrl: string,
  selectors: readonly string[],
  from: Date,
  to: Date,
  options: AskOptions,
): Promise<void> {
  const url = new URL('/api/v1/admin/tsdb/delete_series', baseUrl)
  for (const selector of selectors) url.searchParams.append('match[]', selector)
  url.searchParams.set('start', String(from.getTime() / 1000))
  url.searchParams.set('end', String(to.getTime() / 1000))
  const answer = await ask(url, options, { method: 'POST' })
  if (answer.kind === 'unanswered') throw new ExternalError(`Prometheus does not answer: ${answer.problem}`)
  if (answer.status !== 204) throw new ExternalError(`Prometheus deleted nothing: it answered ${answer.status}`)
}
