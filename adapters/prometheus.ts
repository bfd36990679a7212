import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Duration } from '../lib/duration.ts'
import { humanDuration } from '../lib/duration.ts'
import type { Reading } from '../slo/report.ts'
import { describeError } from './log.ts'

/** What came back: an empty list of readings is an answer, silence is not. */
export type PrometheusAnswer =
  | { readonly kind: 'answered'; readonly readings: readonly Reading[] }
  | { readonly kind: 'unanswered'; readonly problem: string }

export interface AskOptions {
  /** From connecting to the last byte. */
  readonly timeout: Duration
  readonly signal: AbortSignal
}

/** Evaluates PromQL now. Never rejects: whatever goes wrong is an `unanswered` with the reason. */
export async function queryInstant(baseUrl: string, promql: string, options: AskOptions): Promise<PrometheusAnswer> {
  const url = new URL('api/v1/query', baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`)
  url.searchParams.set('query', promql)
  const answer = await getJson(url, options)
  if (answer.kind === 'unanswered') return answer
  const readings = readReadings(answer.body)
  if (answer.status === 200 && readings !== undefined) return { kind: 'answered', readings }
  return unanswered(`Prometheus answered ${answer.status}: ${errorOf(answer.body) ?? 'not the answer to a query'}`)
}

/** A JSON document as it was served, or why there is none. */
export type JsonAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'unanswered'; readonly problem: string }

/** Longer answers are refused, so that a wrong address cannot fill the memory. */
const LARGEST_ANSWER_BYTES = 8 * 1024 * 1024

/**
 * Gets a JSON document over HTTP. Never rejects. Built on node:http, because the first use of the global `fetch` costs a
 * process about 20 MiB; with a connection of its own each time, so that a restarted server is never met on a dead one.
 */
export async function getJson(url: URL, options: AskOptions): Promise<JsonAnswer> {
  const timeout = AbortSignal.timeout(options.timeout)
  try {
    const { status, text } = await get(url, AbortSignal.any([options.signal, timeout]))
    return { kind: 'answered', status, body: JSON.parse(text) }
  } catch (error) {
    if (timeout.aborted) return unanswered(`${url.origin} did not answer within ${humanDuration(options.timeout)}`)
    if (error instanceof SyntaxError) return unanswered(`${url.origin} answered with something that is not JSON`)
    return unanswered(describeError(error))
  }
}

function get(url: URL, signal: AbortSignal): Promise<{ status: number; text: string }> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent: false, signal, headers: { accept: 'application/json' } }, async response => {
      try {
        const chunks: Buffer[] = []
        let size = 0
        for await (const chunk of response) {
          size += chunk.length
          if (size > LARGEST_ANSWER_BYTES)
            throw new RangeError(`The answer is larger than ${LARGEST_ANSWER_BYTES} bytes`)
          chunks.push(chunk)
        }
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') })
      } catch (error) {
        reject(error)
      }
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

function unanswered(problem: string): { readonly kind: 'unanswered'; readonly problem: string } {
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

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
