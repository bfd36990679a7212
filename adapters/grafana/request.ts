import { textAt } from '../../lib/json/path.ts'
import { type AskOptions, getJson, type JsonAnswer, sendJson } from '../http.ts'
import { askWithRetry } from '../retry.ts'

/** Where Grafana is, and the token that it accepts. */
export interface GrafanaDeps {
  /** With a path where Grafana is served under one; a slash at its end makes no difference. */
  readonly url: string
  readonly token: string
  readonly options: AskOptions
}

/** Why there is no value, in a sentence; the status is absent where there was no answer, or none of Grafana's. */
export interface GrafanaRefusal {
  readonly isGood: false
  readonly problem: string
  readonly status?: number
}

/** The result of a request. */
export type GrafanaResult<T> = { readonly isGood: true; readonly value: T } | GrafanaRefusal

/** What to do about statuses whose message names only the symptom. */
const ADVICE: Readonly<Record<number, string>> = {
  401: 'is the token one of this Grafana, and still valid?',
  403: 'the token’s service account lacks a right',
  429: 'it is asked too often; try again later',
}

/** Asks Grafana's API; a status that is not 2xx is never taken for success. Never rejects. */
export async function askGrafana(
  grafana: GrafanaDeps,
  method: string,
  path: string,
  body?: unknown,
): Promise<GrafanaResult<unknown>> {
  const answer = await request(grafana, method, path, body)
  if (answer.kind === 'unanswered') return { isGood: false, problem: answer.problem }
  const { status } = answer
  if (status >= 200 && status < 300) return { isGood: true, value: answer.body }
  const reason = textAt(answer.body, 'message') || 'without a reason'
  const advice = ADVICE[status] === undefined ? '' : ` (${ADVICE[status]})`
  return { isGood: false, status, problem: `Grafana answered ${status}: ${reason}${advice}` }
}

/** The address of something that Grafana serves. */
export function grafanaUrl(url: string, path: string): URL {
  return new URL(path, url.endsWith('/') ? url : `${url}/`)
}

/** The headers with which Grafana accepts a request. */
export function grafanaHeaders(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` }
}

function request(
  { url, token, options }: GrafanaDeps,
  method: string,
  path: string,
  body: unknown,
): Promise<JsonAnswer> {
  const target = grafanaUrl(url, path)
  const headers = grafanaHeaders(token)
  return askWithRetry(
    () =>
      method === 'GET' ? getJson(target, options, headers) : sendJson(method, target, body ?? {}, options, headers),
    options.signal,
  )
}
