import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { describeError } from '../lib/describe-error.ts'
import { isMeant } from '../lib/host-names.ts'
import { parseJson } from '../lib/json/parse.ts'

/** What a route answers. */
export interface Reply {
  readonly status: number
  readonly type: string
  /** In pieces where the whole would be large. */
  readonly body: string | AsyncIterable<string>
}

/** Answers a request; `name` is what stands in the path in the place of the route's `:name`. */
export type Handler = (request: IncomingMessage, name: string) => Reply | Promise<Reply>

/** Handlers by method and path: `GET /pages`, `POST /drills/:name`. */
export type Routes = Readonly<Record<string, Handler>>

/** A reply with a JSON document. */
export function jsonReply(body: unknown, status = 200): Reply {
  // Indented, because people ask these ports with curl.
  return { status, type: 'application/json; charset=utf-8', body: `${JSON.stringify(body, undefined, 1)}\n` }
}

/** A reply that says what is wrong with a request. */
export function errorReply(status: number, error: string): Reply {
  return jsonReply({ error }, status)
}

/** A reply of one line. */
export function textReply(line: string, status = 200): Reply {
  return { status, type: 'text/plain; charset=utf-8', body: `${line}\n` }
}

/**
 * A handler of requests that carry JSON, undefined where it is none. Other types are refused: a web page that a person has
 * open can send those to a local port without asking the browser, but not this one.
 */
export function takingJson(largestBytes: number, handle: (body: unknown) => Reply | Promise<Reply>): Handler {
  return async request => {
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
      return errorReply(415, 'Send the request as application/json')
    }
    const text = await readBody(request, largestBytes)
    return text === undefined
      ? errorReply(413, `The body must be at most ${largestBytes} bytes`)
      : handle(parseJson(text))
  }
}

/** The text of a request's body; undefined when it is too large, and then it is read to its end, or no answer would arrive. */
async function readBody(request: IncomingMessage, largestBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size <= largestBytes) chunks.push(chunk)
  }
  return size > largestBytes ? undefined : Buffer.concat(chunks).toString('utf8')
}

/** What stands behind the `?` of a request. */
export function queryOf(request: IncomingMessage): URLSearchParams {
  return new URLSearchParams((request.url ?? '').split('?')[1])
}

/** A connection on which nothing moves for so long is closed: a client that does not read would keep its answer in memory. */
const IDLE_MS = 60_000

/** The user of every port that has a password. */
export const PORT_USER = 'leadline'

/** Asked by a cluster, which has no password; they say nothing but yes or no. */
const HEALTH_PATHS = ['/healthz', '/readyz']

/** Whom a server answers; the health paths answer everyone but web pages. */
export interface Door {
  /** Asked for as HTTP Basic (RFC 7617) by the user `leadline`; undefined where the network protects the port. */
  readonly password: string | undefined
  /** The names and addresses that it may be called by; undefined where any will do. */
  readonly names: readonly string[] | undefined
}

/** A server of these routes; `failed` hears of every request that could not be answered. */
export function createJsonServer(
  routes: Routes,
  failed: (error: unknown, path: string) => void,
  { password, names }: Door,
): Server {
  const known = Object.entries(routes).map(([key, handler]) => {
    const [method = '', path = ''] = key.split(' ')
    return { method, path: new RegExp(`^${path.replace(':name', '([\\w%-]+)')}$`), handler }
  })
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? ''
    const there = known.filter(route => route.path.test(path))
    const route = there.find(({ method }) => method === request.method)
    const answer = async (): Promise<Reply> => {
      if (isFromPage(request)) return errorReply(403, 'This port answers programs, and no web pages')
      const isHealth = HEALTH_PATHS.includes(path)
      if (names !== undefined && !isHealth && !isMeant(names, request.headers.host)) {
        return errorReply(421, `This port is not called that; it answers as ${names.join(', ')}`)
      }
      if (password !== undefined && !isHealth && !hasPassword(request, password)) {
        response.setHeader('www-authenticate', 'Basic realm="leadline", charset="UTF-8"')
        return errorReply(401, 'The password is missing or wrong')
      }
      if (route !== undefined) return route.handler(request, decoded(route.path.exec(path)?.[1] ?? ''))
      if (there.length === 0) {
        return errorReply(404, `Nothing answers ${path}; here are ${Object.keys(routes).join(', ')}`)
      }
      const methods = there.map(({ method }) => method).join(', ')
      response.setHeader('allow', methods)
      return errorReply(405, `${path} takes ${methods}, and not ${request.method}`)
    }
    answer()
      .then(reply => send(response, reply))
      .catch(error => {
        failed(error, path)
        // Half an answer must not look like a whole one.
        if (response.headersSent) response.destroy()
        else return send(response, errorReply(500, describeError(error)))
      })
  })
  return server.setTimeout(IDLE_MS)
}

/** What a part of a path stands for (RFC 3986, 2.1); one that stands for nothing stays as it is, and is no name of anything. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * Whether a page in a browser asks, and not a person or a program: any page that a person has open could otherwise ask a
 * local port, under a name of its own that it lets point here (https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site).
 */
function isFromPage({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site']
  return headers.origin !== undefined || (site !== undefined && site !== 'none')
}

function hasPassword(request: IncomingMessage, password: string): boolean {
  const wanted = Buffer.from(`Basic ${Buffer.from(`${PORT_USER}:${password}`).toString('base64')}`)
  const given = Buffer.from(request.headers.authorization ?? '')
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

/** Resolves when the client has all of it; one that reads slowly is waited for. */
async function send(response: ServerResponse, { status, type, body }: Reply): Promise<void> {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
  if (typeof body === 'string') response.end(body)
  else await pipeline(Readable.from(body), response)
}
