import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { Context, Middleware } from 'koa'
import type { Log } from '../../adapters/log.ts'
import { UNMATCHED_ROUTE } from './contract/names.ts'
import type { WebMetrics } from './metrics.ts'
import { HEALTH_ROUTES } from './routes.ts'

/** Longer paths and headers are cut, so that requests cannot fill the disk. */
const LONGEST_TEXT = 200

/** What Nginx calls a request whose client left before the answer was whole. */
const CLIENT_LEFT = 499

/** Counts each request and writes its line when it is over, also when the visitor left. */
export function requestLog(log: Log, metrics: WebMetrics): Middleware {
  const lastStatuses = new Map<string, number>()
  return async (context, next) => {
    const start = performance.now()
    context.res.once('close', () => {
      const route = typeof context.state.route === 'string' ? context.state.route : UNMATCHED_ROUTE
      const durationSeconds = (performance.now() - start) / 1000
      const isWhole = context.res.writableFinished
      const status = isWhole ? context.res.statusCode : CLIENT_LEFT
      metrics.observe({ method: context.method, route, code: status, durationSeconds })
      // Of these only another answer than the last one is news.
      if (HEALTH_ROUTES.includes(route)) {
        if (lastStatuses.get(route) === status) return
        lastStatuses.set(route, status)
      }
      log.info('request', {
        requestId: requestId(context),
        method: context.method,
        route,
        // Without the query, which may hold what belongs in no log.
        path: context.path.slice(0, LONGEST_TEXT),
        status,
        durationSeconds: Number(durationSeconds.toFixed(6)),
        bytes: isWhole && context.method !== 'HEAD' ? (context.response.length ?? 0) : 0,
        remote: context.req.socket.remoteAddress ?? 'gone',
        forwardedFor: context.get('x-forwarded-for').slice(0, LONGEST_TEXT),
      })
    })
    await next()
  }
}

/** Ids from the edge are taken over; others, and none, are replaced. */
const REQUEST_ID = /^[\w.-]{1,64}$/

/** The id under which a request is found in the logs of every hop; the same each time it is asked for. */
export function requestId(context: Context): string {
  const kept: unknown = context.state.requestId
  if (typeof kept === 'string') return kept
  const given = context.get('x-request-id')
  const id = REQUEST_ID.test(given) ? given : randomUUID()
  context.state.requestId = id
  return id
}
