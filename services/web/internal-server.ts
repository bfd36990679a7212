import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Log } from '../../adapters/log.ts'
import { isJsonRequest, readBody } from '../../adapters/request-body.ts'
import { describeError } from '../../lib/describe-error.ts'
import { formatDuration } from '../../lib/duration.ts'
import { parseJson } from '../../lib/json/parse.ts'
import { type Fault, readFault } from './core/fault.ts'
import type { FaultSwitch } from './fault-switch.ts'
import type { WebMetrics } from './metrics.ts'

export interface InternalDeps {
  readonly metrics: WebMetrics
  /** Undefined where breaking things on purpose is not allowed. */
  readonly faults: FaultSwitch | undefined
  readonly log: Log
}

/** The server of the internal port: metrics for Prometheus, faults for drills. */
export function createInternalServer(deps: InternalDeps): Server {
  return createServer((request, response) => {
    answer(deps, request).then(
      ({ status, type, body }) =>
        response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body),
      error => fail(deps.log, response, error),
    )
  })
}

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
}

type Handler = (deps: InternalDeps, request: IncomingMessage) => Promise<Answer>

const HANDLERS: Readonly<Record<string, Handler>> = {
  'GET /metrics': async ({ metrics }) => ({ status: 200, type: metrics.contentType, body: await metrics.expose() }),
  'GET /faults': async ({ faults }) => (faults === undefined ? FORBIDDEN : json(200, faultDocument(faults.current()))),
  'POST /faults': setFault,
}

async function answer(deps: InternalDeps, request: IncomingMessage): Promise<Answer> {
  const path = (request.url ?? '').split('?')[0]
  const handler = HANDLERS[`${request.method} ${path}`]
  return handler === undefined
    ? json(404, { error: 'Here are GET /metrics, GET /faults and POST /faults' })
    : handler(deps, request)
}

async function setFault({ faults, log }: InternalDeps, request: IncomingMessage): Promise<Answer> {
  if (faults === undefined) return FORBIDDEN
  if (!isJsonRequest(request)) {
    return json(415, { error: 'Send the fault as application/json' })
  }
  const text = await readBody(request, LARGEST_BODY_BYTES)
  if (text === undefined) return json(413, { error: `The body must be at most ${LARGEST_BODY_BYTES} bytes` })
  const fault = readFault(parseJson(text))
  if (typeof fault === 'string') return json(400, { error: fault })
  faults.set(fault)
  log.warn('fault set', faultDocument(fault))
  return json(200, faultDocument(fault))
}

function faultDocument(fault: Fault): { readonly mode: string; readonly delay?: string } {
  return fault.mode === 'slow' ? { mode: fault.mode, delay: formatDuration(fault.delay) } : { mode: fault.mode }
}

function json(status: number, body: object): Answer {
  return { status, type: 'application/json; charset=utf-8', body: `${JSON.stringify(body)}\n` }
}

const FORBIDDEN = json(403, { error: 'Faults are not allowed here: start the app with FAULTS_ALLOWED=yes' })

const LARGEST_BODY_BYTES = 1024

function fail(log: Log, response: ServerResponse, error: unknown): void {
  log.error('internal request failed', { error })
  if (response.headersSent) response.destroy()
  else response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end(`${describeError(error)}\n`)
}
