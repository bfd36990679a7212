import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Log } from '../../adapters/log.ts'
import { isJsonRequest, readBody } from '../../adapters/request-body.ts'
import { describeError } from '../../lib/describe-error.ts'
import { formatDuration, minutes } from '../../lib/duration.ts'
import { parseJson } from '../../lib/json/parse.ts'
import { readMaintenanceRequest } from './core/slots/maintenance-request.ts'
import type { MaintenanceStore } from './maintenance-store.ts'
import type { ProberMetrics } from './metrics.ts'
import type { Prober } from './prober.ts'

export interface InternalDeps {
  readonly metrics: ProberMetrics
  readonly prober: Prober
  readonly maintenance: MaintenanceStore
  /** Names of the probes defined now. */
  readonly probes: () => readonly string[]
  readonly nowWall: () => number
  readonly log: Log
}

interface Answer {
  readonly status: number
  readonly type: string
  /** In pieces where the whole would be large. */
  readonly body: string | AsyncIterable<string>
}

type Handler = (deps: InternalDeps, request: IncomingMessage) => Answer | Promise<Answer>

/** What the internal port answers; no request can name a target. */
const HANDLERS: Readonly<Record<string, Handler>> = {
  'GET /metrics': ({ metrics }) => ({ status: 200, type: metrics.contentType, body: metrics.expose() }),
  'GET /healthz': () => text(200, 'ok'),
  'GET /readyz': ({ prober }) =>
    prober.isReady ? text(200, 'ready') : text(503, 'the first slots have not ended yet'),
  'GET /failures': ({ prober }) => json(200, prober.failures),
  'GET /verdict': ({ prober }) => json(200, prober.localisation),
  'GET /maintenance': deps => json(200, maintenanceDocument(deps)),
  'POST /maintenance': startMaintenance,
  'DELETE /maintenance': endMaintenance,
}

/** The server of the internal port. */
export function createInternalServer(deps: InternalDeps): Server {
  const server = createServer((request, response) => {
    answer(deps, request)
      .then(whole => send(response, whole))
      .catch(error => {
        deps.log.error('internal request failed', { path: request.url, error })
        // A partial answer must not look like a complete one.
        if (response.headersSent) response.destroy()
        else response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end(`${describeError(error)}\n`)
      })
  })
  // A client that never reads its response would otherwise keep the memory of an exposition for good.
  return server.setTimeout(IDLE_TIMEOUT)
}

const IDLE_TIMEOUT = minutes(1)

/** Resolves when the client has received everything; waits for one that reads slowly. */
async function send(response: ServerResponse, { status, type, body }: Answer): Promise<void> {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
  if (typeof body === 'string') response.end(body)
  else await pipeline(Readable.from(body), response)
}

async function answer(deps: InternalDeps, request: IncomingMessage): Promise<Answer> {
  const key = `${request.method} ${(request.url ?? '').split('?')[0]}`
  const handler = Object.hasOwn(HANDLERS, key) ? HANDLERS[key] : undefined
  return handler === undefined ? text(404, `There is only ${Object.keys(HANDLERS).join(', ')}`) : handler(deps, request)
}

async function startMaintenance(deps: InternalDeps, request: IncomingMessage): Promise<Answer> {
  if (!isJsonRequest(request)) return json(415, { error: 'Send the maintenance as application/json' })
  const body = await readBody(request, LARGEST_BODY_BYTES)
  if (body === undefined) return json(413, { error: `The body must be at most ${LARGEST_BODY_BYTES} bytes` })
  const asked = readMaintenanceRequest(parseJson(body), deps.probes())
  if (typeof asked === 'string') return json(400, { error: asked })
  const { duration, probes, reason } = asked
  const from = deps.nowWall()
  if (!(await deps.maintenance.start({ from, until: from + duration, probes, reason })))
    return json(409, { error: 'There are too many maintenances already: end them first' })
  const { isKept } = deps.maintenance
  deps.log.warn('maintenance started', { ...asked, duration: formatDuration(duration), isKept })
  return json(200, maintenanceDocument(deps))
}

async function endMaintenance(deps: InternalDeps, request: IncomingMessage): Promise<Answer> {
  if (!isJsonRequest(request)) return json(415, { error: 'Send the request as application/json' })
  const ended = await deps.maintenance.end()
  if (ended > 0) deps.log.warn('maintenance ended', { ended })
  return json(200, maintenanceDocument(deps))
}

function maintenanceDocument({ maintenance, nowWall }: InternalDeps): unknown {
  const entries = maintenance.current(nowWall())
  const iso = (momentWall: number) => new Date(momentWall).toISOString()
  const shown = entries.map(entry => ({ ...entry, from: iso(entry.from), until: iso(entry.until) }))
  return { maintenance: shown, survivesRestart: maintenance.isKept }
}

const LARGEST_BODY_BYTES = 4096

function text(status: number, line: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: `${line}\n` }
}

function json(status: number, body: unknown): Answer {
  return { status, type: 'application/json; charset=utf-8', body: `${JSON.stringify(body, null, 1)}\n` }
}
