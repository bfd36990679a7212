import { timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Registry } from 'prom-client'
import { isJsonRequest, readBody } from '../../../adapters/request-body.ts'
import { describeError } from '../../../lib/describe-error.ts'
import { field, parseJson } from '../../../lib/json/parse.ts'
import type { Notification } from './page.ts'

/** What the control port offers; only the loopback interface reaches it. */
export interface ControlDeps {
  readonly port: number
  /** Commands that change the stack must carry this; it lies in a file that only the stack's user can read. */
  readonly token: string
  readonly status: () => unknown
  readonly pages: () => unknown
  readonly metrics: Registry
  readonly notified: (notification: Notification) => Promise<void>
  /** Breaks something on purpose; the answer says what is wrong with the wish. */
  readonly startDrill: (name: string) => Promise<string | undefined>
  /** Renews the lease of the drill. */
  readonly renewDrill: () => void
  readonly endDrill: () => Promise<void>
}

export interface ControlServer {
  close(): Promise<void>
}

const LARGEST_BODY_BYTES = 1_048_576

interface Answer {
  readonly status: number
  /** Sent as JSON, unless `type` says that it is text. */
  readonly body: unknown
  readonly type?: string
}

type Handler = (deps: ControlDeps, request: IncomingMessage, name: string) => Promise<Answer>

const ROUTES: readonly [method: string, path: RegExp, needsToken: boolean, handler: Handler][] = [
  ['GET', /^\/status$/, false, async deps => ({ status: 200, body: deps.status() })],
  ['GET', /^\/pages$/, false, async deps => ({ status: 200, body: { pages: deps.pages() } })],
  ['GET', /^\/metrics$/, false, exposeMetrics],
  ['POST', /^\/notifications$/, false, takeNotification],
  ['POST', /^\/drills\/([a-z-]+)$/, true, startDrill],
  ['PUT', /^\/drills$/, true, renewDrill],
  ['DELETE', /^\/drills$/, true, endDrill],
]

/** Listens for Alertmanager's notifications, for `npm run status` and for drills. Rejects when the port is taken. */
export async function startControl(deps: ControlDeps): Promise<ControlServer> {
  const server = createServer((request, response) => {
    answer(deps, request).then(
      answer => reply(response, answer),
      error => reply(response, { status: 500, body: { error: describeError(error) } }),
    )
  })
  server.listen(deps.port, '127.0.0.1')
  await once(server, 'listening')
  return { close: () => closeServer(server) }
}

async function closeServer(server: Server): Promise<void> {
  server.close()
  server.closeAllConnections()
  if (server.listening) await once(server, 'close')
}

async function answer(deps: ControlDeps, request: IncomingMessage): Promise<Answer> {
  const path = (request.url ?? '').split('?')[0] ?? ''
  for (const [method, pattern, needsToken, handler] of ROUTES) {
    const match = pattern.exec(path)
    if (match === null || request.method !== method) continue
    if (needsToken && !carriesToken(request, deps.token)) {
      return { status: 401, body: { error: 'The token is missing or wrong' } }
    }
    return handler(deps, request, match[1] ?? '')
  }
  return { status: 404, body: { error: `Nothing answers ${request.method} ${path}` } }
}

function carriesToken(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

async function exposeMetrics({ metrics }: ControlDeps): Promise<Answer> {
  return { status: 200, body: await metrics.metrics(), type: metrics.contentType }
}

async function takeNotification(deps: ControlDeps, request: IncomingMessage): Promise<Answer> {
  if (!isJsonRequest(request)) {
    return { status: 415, body: { error: 'Send the notification as application/json' } }
  }
  const text = await readBody(request, LARGEST_BODY_BYTES)
  if (text === undefined) {
    return { status: 413, body: { error: `The body is larger than ${LARGEST_BODY_BYTES} bytes` } }
  }
  const notification = readNotification(text)
  if (notification === undefined) return { status: 400, body: { error: 'This is not a notification of Alertmanager' } }
  await deps.notified(notification)
  return { status: 200, body: {} }
}

async function startDrill(deps: ControlDeps, _: IncomingMessage, name: string): Promise<Answer> {
  const problem = await deps.startDrill(name)
  return problem === undefined ? { status: 200, body: {} } : { status: 409, body: { error: problem } }
}

async function renewDrill(deps: ControlDeps): Promise<Answer> {
  deps.renewDrill()
  return { status: 200, body: {} }
}

async function endDrill(deps: ControlDeps): Promise<Answer> {
  await deps.endDrill()
  return { status: 200, body: {} }
}

/** A notification as far as it is used, or undefined when the text is none. */
function readNotification(text: string): Notification | undefined {
  const value = parseJson(text)
  const isOne =
    typeof field(value, 'groupKey') === 'string' &&
    typeof field(value, 'status') === 'string' &&
    Array.isArray(field(value, 'alerts'))
  // What else stands in a notification is read with care where it is used.
  return isOne ? (value as Notification) : undefined
}

/** The body, or undefined when it is too large; what is too large is read to its end and dropped, or the answer would not arrive. */
function reply(response: ServerResponse, { status, body, type }: Answer): void {
  const text = type === undefined ? `${JSON.stringify(body)}\n` : String(body)
  response.writeHead(status, { 'content-type': type ?? 'application/json' }).end(text)
}
