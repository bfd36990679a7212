import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { describeError } from '../lib/describe-error.ts'
import { type Duration, humanDuration } from '../lib/duration.ts'

/** Why there is no answer, in words. */
export interface Unanswered {
  readonly kind: 'unanswered'
  readonly problem: string
}

/** An answer as it was served, or why there is none; a redirect is an answer, and is not followed. */
export type HttpAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string; readonly location?: string }
  | Unanswered

/** A JSON document as it was served, or why there is none. */
export type JsonAnswer = { readonly kind: 'answered'; readonly status: number; readonly body: unknown } | Unanswered

export interface AskOptions {
  /** From connecting to the last byte. */
  readonly timeout: Duration
  /** Ends the exchange early. */
  readonly signal?: AbortSignal
}

/** A request besides its address; without a method it is a GET. */
export interface AskDetails {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** PEM of the CA that vouches for the server. */
  readonly ca?: string
  /** The name in the TLS handshake, where the address is a number. */
  readonly servername?: string
}

/** Longer answers are refused, so that a wrong address cannot fill the memory. */
const LARGEST_ANSWER_BYTES = 8 * 1024 * 1024

/**
 * One exchange over HTTP. Never rejects. Built on node:http, because the first use of the global `fetch` costs a process
 * about 20 MiB; with a new connection each time, so that a restarted server is never asked on a dead one.
 */
export async function ask(url: URL, options: AskOptions, details: AskDetails = {}): Promise<HttpAnswer> {
  const timeout = AbortSignal.timeout(options.timeout)
  const signal = options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout])
  try {
    const { status, headers, bytes } = await exchange(url, signal, details, LARGEST_ANSWER_BYTES)
    const { location } = headers
    const redirect = location !== undefined && status >= 300 && status < 400 ? { location } : {}
    return { kind: 'answered', status, text: bytes.toString('utf8'), ...redirect }
  } catch (error) {
    if (timeout.aborted) return unanswered(`${url.origin} did not answer within ${humanDuration(options.timeout)}`)
    if (options.signal?.aborted) return unanswered(`${url.origin} did not answer in time`)
    return unanswered(describeError(error))
  }
}

/** Gets a JSON document. Never rejects. */
export async function getJson(
  url: URL,
  options: AskOptions,
  headers: Readonly<Record<string, string>> = {},
): Promise<JsonAnswer> {
  return asJson(url, await ask(url, options, { headers: { accept: 'application/json', ...headers } }))
}

/** Sends a JSON document by a method, and gets one back. Never rejects. */
export async function sendJson(
  method: string,
  url: URL,
  body: unknown,
  options: AskOptions,
  headers: Readonly<Record<string, string>> = {},
): Promise<JsonAnswer> {
  const all = { accept: 'application/json', 'content-type': 'application/json', ...headers }
  return asJson(url, await ask(url, options, { method, headers: all, body: JSON.stringify(body) }))
}

function asJson(url: URL, answer: HttpAnswer): JsonAnswer {
  if (answer.kind === 'unanswered') return answer
  if (answer.location !== undefined) {
    return unanswered(`${url.origin} answered ${answer.status} with a redirect to ${answer.location}`)
  }
  try {
    return { kind: 'answered', status: answer.status, body: JSON.parse(answer.text) }
  } catch {
    return unanswered(`${url.origin} answered ${answer.status} with ${notJson(answer.text)}`)
  }
}

/** What came instead of JSON, such as the page of a proxy, by which a wrong address is known. */
function notJson(text: string): string {
  if (text === '') return 'nothing'
  const title = /<title>\s*([^<]{1,80}?)\s*<\/title>/i.exec(text)?.[1]
  if (title !== undefined) return `the page “${title}”, which is not JSON`
  const line = text.trim()
  return /^[^<\n]{1,80}$/.test(line) ? `the text “${line}”, which is not JSON` : 'something that is not JSON'
}

/** An answer as it came. */
interface Exchanged {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
}

/** The other side sent more than was asked for. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge'
}

/** One exchange over HTTP, within a limit of size. Rejects when there is no whole answer before the signal aborts. */
export function exchange(
  url: URL,
  signal: AbortSignal,
  { method = 'GET', headers: sent = {}, body, ca, servername }: AskDetails,
  mostBytes: number,
): Promise<Exchanged> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  // Node sends no length with the body of a DELETE by itself, and the server would read the body as the next request.
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const tls = { ...(ca === undefined ? {} : { ca }), ...(servername === undefined ? {} : { servername }) }
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { agent: false, signal, method, headers: { ...sent, ...length }, ...tls },
      response => {
        const { statusCode: status = 0, headers } = response
        readBounded(response, mostBytes).then(bytes => resolve({ status, headers, bytes }), reject)
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** All bytes of an answer. Rejects with an AnswerTooLarge as soon as there are more than that. */
export async function readBounded(response: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    size += chunk.length
    if (size > mostBytes) throw new AnswerTooLarge(`The answer is larger than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function unanswered(problem: string): Unanswered {
  return { kind: 'unanswered', problem }
}
