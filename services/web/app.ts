import { createHash } from 'node:crypto'
import Koa, { type Context, type Middleware } from 'koa'
import type { Log } from '../../adapters/log.ts'
import { isMeant } from '../../lib/host-names.ts'
import { READING_METHODS, RELEASE_HEADER, SERVED_BY, SERVED_BY_HEADER } from './contract/names.ts'
import { PAUSED_QUERY } from './core/document.ts'
import { renderMessagePage } from './core/message-page.ts'
import { STYLE } from './core/style.ts'
import { type FaultSwitch, InjectedFault, sufferFault } from './fault-switch.ts'
import type { WebMetrics } from './metrics.ts'
import { requestId, requestLog } from './request-log.ts'
import { HEALTH_ROUTES, type RouteDeps, routeOf } from './routes.ts'

export interface AppDeps extends RouteDeps {
  /** The names and addresses that the site may be called by; undefined where any will do. */
  readonly names: readonly string[] | undefined
  readonly faults: FaultSwitch
  readonly log: Log
  readonly metrics: WebMetrics
}

/** The public app: what every answer carries, the log line, errors as pages, then the route. */
export function createApp(deps: AppDeps): Koa {
  const app = new Koa()
  app.use(signed(deps))
  app.use(requestLog(deps.log, deps.metrics))
  app.use(errorsAsPages(deps))
  app.use(routed(deps))
  // Koa would print these to stderr as text; what arrives here broke while an answer was being written.
  app.on('error', error => deps.log.error('answer broke off', { error }))
  return app
}

/** No script, nothing from elsewhere, and one style that is known by its hash. */
function securityPolicy(style: string): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

const SECURITY_POLICY = securityPolicy(STYLE)

function signed(deps: AppDeps): Middleware {
  return async (context, next) => {
    context.set(RELEASE_HEADER, deps.site.release)
    context.set(SERVED_BY_HEADER, SERVED_BY)
    context.set('x-request-id', requestId(context))
    context.set('cache-control', 'no-store')
    await next()
    // Proxies keep connections for as long as they are let; during a drain each is asked to go with its next answer.
    if (deps.isDraining()) context.set('connection', 'close')
  }
}

function errorsAsPages(deps: AppDeps): Middleware {
  return async (context, next) => {
    try {
      await next()
    } catch (error) {
      // The visitor has left, so there is no one to answer; the log line records it.
      if (context.res.destroyed) return
      // An injected failure is expected, and a drill must not fill the log with stack traces.
      if (!(error instanceof InjectedFault)) {
        const stack = error instanceof Error ? error.stack : undefined
        deps.log.error('request failed', { requestId: requestId(context), error, stack })
      }
      answerWithMessage(context, deps, 500)
    }
  }
}

function routed(deps: AppDeps): Middleware {
  return async context => {
    // Node would refuse this by itself, but without the headers that say who answered.
    if (context.req.httpVersion === '1.1' && context.req.headers.host === undefined) {
      return answerWithMessage(context, deps, 400)
    }
    const match = routeOf(context.path)
    const isHealth = match !== undefined && HEALTH_ROUTES.includes(match.route.pattern)
    if (deps.names !== undefined && !isHealth && !isMeant(deps.names, context.req.headers.host)) {
      return answerWithMessage(context, deps, 421)
    }
    if (match === undefined) return answerWithMessage(context, deps, 404)
    const { route, variable } = match
    context.state.route = route.pattern
    if (!READING_METHODS.some(method => method === context.method)) {
      context.set('allow', READING_METHODS.join(', '))
      return answerWithMessage(context, deps, 405)
    }
    if (route.isPage) await sufferFault(deps.faults.current(), leaving(context))
    const isPaused = context.query.refresh === PAUSED_QUERY.refresh
    const answer = await route.answer(deps, { variable, isPaused })
    if (answer === undefined) return answerWithMessage(context, deps, 404)
    const { status, type, body, style } = answer
    context.status = status
    context.type = type
    context.body = body
    if (type === 'html') {
      context.set('content-security-policy', style === undefined ? SECURITY_POLICY : securityPolicy(style))
    }
  }
}

/** Aborts when the visitor leaves before the answer. */
function leaving(context: Context): AbortSignal {
  const controller = new AbortController()
  context.res.once('close', () => controller.abort())
  return controller.signal
}

function answerWithMessage(context: Context, deps: AppDeps, status: number): void {
  context.status = status
  context.type = 'html'
  context.body = renderMessagePage(deps.site, status, requestId(context))
  context.set('content-security-policy', SECURITY_POLICY)
}
