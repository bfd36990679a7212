import { exchangeHttp } from '../../../adapters/http-exchange.ts'
import type { Expectation, Probe, Request, Route } from '../core/model.ts'
import type { Observation } from '../core/observation.ts'
import { addPhases } from '../core/phase-clock.ts'
import type { ObserveContext } from './observers.ts'

/** Sends the probe's request and follows the redirects that are allowed. */
export function observeHttp(probe: Probe, route: Route, context: ObserveContext): Promise<Observation> {
  return requestWithRedirects(route, probe.request, probe.expect, context)
}

/** Longer chains of redirects are loops. */
const MAX_REDIRECTS = 5

/** One request, and the ones its redirects lead to, each on a connection of its own; phases add up. */
export async function requestWithRedirects(
  route: Route,
  request: Request,
  expect: Expectation,
  context: ObserveContext,
): Promise<Observation> {
  const traced = { ...request, headers: { traceparent: traceparent(context.traceId), ...request.headers } }
  let observation = await exchange(route, traced, expect, context)
  const redirects: string[] = []
  for (let next = redirectOf(observation, route); next !== undefined; next = redirectOf(observation, next.route)) {
    const problem = redirectProblem(next.url, next.route, route, expect, redirects.length)
    if (problem === undefined) {
      redirects.push(next.url)
      const follow = await exchange(next.route, followed(traced, next.route, route, observation), expect, context)
      observation = sum(observation, follow, redirects)
      continue
    }
    if (expect.redirects.allow === 'none') break
    return { ...observation, failure: { phase: 'wait', reason: 'redirect', detail: problem } }
  }
  return observation
}

function exchange(route: Route, request: Request, expect: Expectation, { deadline, turn }: ObserveContext) {
  const { tls, maxBodyBytes } = expect
  return exchangeHttp({ route, target: route.target, request, tls, maxBodyBytes, deadline, turn })
}

/** A traceparent whose parent is the probe itself (https://www.w3.org/TR/trace-context/#traceparent-header). */
function traceparent(traceId: string): string {
  return `00-${traceId}-${traceId.slice(0, 16)}-01`
}

function redirectOf({ failure, response }: Observation, route: Route): { url: string; route: Route } | undefined {
  const location = response?.headers.location
  if (failure !== undefined || response === undefined || location === undefined) return undefined
  if (![301, 302, 303, 307, 308].includes(response.status)) return undefined
  const base = `${route.isSecure ? 'https' : 'http'}://${route.authority}${route.target}`
  if (!URL.canParse(location, base)) return undefined
  const url = new URL(location, base)
  const isSecure = url.protocol === 'https:'
  const port = Number(url.port) || (isSecure ? 443 : 80)
  const target = `${url.pathname}${url.search}`
  const isSamePlace = url.host === new URL(base).host && isSecure === route.isSecure
  const place = isSamePlace
    ? { ...route, target }
    : {
        ...route,
        isSecure,
        port,
        target,
        host: url.hostname,
        serverName: url.hostname,
        authority: url.host,
        addresses: [],
      }
  return { url: url.href, route: place }
}

function redirectProblem(
  url: string,
  next: Route,
  first: Route,
  { redirects }: Expectation,
  count: number,
): string | undefined {
  if (redirects.allow === 'none') return `The redirect to ${url} is not allowed`
  if (count >= MAX_REDIRECTS) return `More than ${MAX_REDIRECTS} redirects, the last to ${url}`
  if (!/^https?:/.test(url)) return `The redirect to ${url} leaves HTTP`
  const isSameHost = next.serverName === first.serverName
  const isAllowed =
    isSameHost || (redirects.allow === 'hosts' && redirects.hosts.includes(next.serverName.toLowerCase()))
  return isAllowed ? undefined : `The redirect to the host ${next.serverName} is not allowed`
}

/**
 * 303 asks for a GET, and browsers send one after 301 and 302 too (RFC 9110 §15.4). Another host gets none of the
 * headers that were written for this one.
 */
function followed(request: Request, next: Route, first: Route, { response }: Observation): Request {
  const headers = next.serverName === first.serverName ? request.headers : {}
  const keepsMethod = response?.status === 307 || response?.status === 308 || request.method === 'HEAD'
  return keepsMethod ? { ...request, headers } : { ...request, headers, method: 'GET', body: undefined }
}

function sum(before: Observation, after: Observation, redirects: readonly string[]): Observation {
  return {
    ...after,
    phases: addPhases(before.phases, after.phases),
    durationSeconds: before.durationSeconds + after.durationSeconds,
    resolved: [...before.resolved, ...after.resolved],
    response: after.response && { ...after.response, redirects },
  }
}
