import { at, listAt, numberAt, textAt } from '../../lib/json/path.ts'
import type { Reading } from '../../slo/report/reading.ts'
import type { Unanswered } from '../http.ts'

/** Why there is no answer; the status is absent where the answer was none of Prometheus'. */
export interface Refusal extends Unanswered {
  readonly status?: number
}

/** One series over a span: its labels, and its points in time order. */
export interface RangeSeries {
  readonly labels: Readonly<Record<string, string>>
  /** Moments in Unix seconds, with the value there. */
  readonly points: readonly (readonly [moment: number, value: number])[]
}

// https://prometheus.io/docs/prometheus/latest/querying/api/#expression-query-result-formats

/** The readings of a vector or a scalar; undefined when the document holds neither. */
export function readReadings(body: unknown): readonly Reading[] | undefined {
  const result = at(body, 'data', 'result')
  if (!Array.isArray(result)) return undefined
  const kind = textAt(body, 'data', 'resultType')
  if (kind === 'scalar') return [{ labels: {}, value: sampleValue(result) }]
  if (kind !== 'vector') return undefined
  return result.map(series => ({ labels: labelsOf(series), value: sampleValue(at(series, 'value')) }))
}

/** The series of a matrix; undefined when the document holds none. */
export function readSeries(body: unknown): readonly RangeSeries[] | undefined {
  const result = at(body, 'data', 'result')
  if (!Array.isArray(result) || textAt(body, 'data', 'resultType') !== 'matrix') return undefined
  return result.map(series => ({
    labels: labelsOf(series),
    points: listAt(series, 'values').map(sample => [Number(at(sample, 0)), sampleValue(sample)] as const),
  }))
}

/** A list of texts, such as the values of a label; undefined when the document holds none. */
export function readTexts(body: unknown): readonly string[] | undefined {
  const data = at(body, 'data')
  return Array.isArray(data) ? data.filter(value => typeof value === 'string') : undefined
}

/** How many samples a query loaded; 0 where Prometheus does not say. */
export function readSamplesLoaded(body: unknown): number {
  return numberAt(body, 'data', 'stats', 'samples', 'totalQueryableSamples') ?? 0
}

/** Prometheus says why in `error`; a Grafana in front of it in `message`, when it does not pass the query on. */
export function refusalOf({ status, body }: { readonly status: number; readonly body: unknown }): Refusal {
  const error = textAt(body, 'error')
  const message = textAt(body, 'message')
  const problem =
    error === '' && message !== ''
      ? `Grafana answered ${status}: ${message}`
      : `Prometheus answered ${status}: ${error || 'not the answer to a query'}`
  return { kind: 'unanswered', status, problem }
}

function labelsOf(series: unknown): Readonly<Record<string, string>> {
  const labels = Object.entries(Object(at(series, 'metric')))
  return Object.fromEntries(labels.map(([name, value]) => [name, String(value)]))
}

/** Prometheus writes infinities as Go does, which JavaScript would read as NaN. */
const INFINITIES: Readonly<Record<string, number>> = { '+Inf': Infinity, '-Inf': -Infinity }

function sampleValue(sample: unknown): number {
  const text = at(sample, 1)
  return typeof text === 'string' ? (INFINITIES[text] ?? Number(text)) : Number.NaN
}
