import { createServer, type Server } from 'node:http'
import { describeError, type Log } from '../../adapters/log.ts'
import type { ProberMetrics } from './metrics.ts'
import type { Prober } from './prober.ts'

export interface InternalDeps {
  readonly metrics: ProberMetrics
  readonly prober: Prober
  readonly log: Log
}

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
}

type Handler = (deps: InternalDeps) => Answer | Promise<Answer>

/** What the internal port answers; no request ever names a target. */
const HANDLERS: Readonly<Record<string, Handler>> = {
  '/metrics': async ({ metrics }) => ({ status: 200, type: metrics.contentType, body: await metrics.expose() }),
  '/healthz': () => text(200, 'ok'),
  '/readyz': ({ prober }) => (prober.isReady ? text(200, 'ready') : text(503, 'the first slots have not ended yet')),
  '/failures': ({ prober }) => json(prober.failures),
  '/verdict': ({ prober }) => json(prober.verdict),
}

/** The server of the internal port. */
export function createInternalServer(deps: InternalDeps): Server {
  return createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? ''
    const handler = request.method === 'GET' && Object.hasOwn(HANDLERS, path) ? HANDLERS[path] : undefined
    const answer = handler ?? (() => text(404, `Here are GET ${Object.keys(HANDLERS).join(', ')}`))
    Promise.resolve(answer(deps)).then(
      ({ status, type, body }) =>
        response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body),
      error => {
        deps.log.error('internal request failed', { error })
        response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end(`${describeError(error)}\n`)
      },
    )
  })
}

function text(status: number, line: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: `${line}\n` }
}

function json(body: unknown): Answer {
  return { status: 200, type: 'application/json; charset=utf-8', body: `${JSON.stringify(body, null, 1)}\n` }
}
