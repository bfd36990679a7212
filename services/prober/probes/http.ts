import { earliestCertificate } from '../core/judge/earliest-certificate.ts'
import { withCookieHeader } from '../core/judge/journey.ts'
import type { Observation } from '../core/judge/observation.ts'
import { addPhases } from '../core/judge/phase-clock.ts'
import type { Expectation, Probe, Request, Route } from '../definition/model.ts'
import { checkSendable } from '../definition/sendable.ts'
import { exchangeHttp } from '../sockets/http/http-exchange.ts'
import type { ObserveContext } from './observe.ts'

/** Sends the probe's request and follows the redirects that are allowed. */
export function observeHttp(probe: Probe, route: Route, context: ObserveContext): Promise<Observation> {
  return requestWithRedirects(route, probe.request, probe.expect, context)
}

/** Longer chains of redirects are loops. */
const MAX_REDIRECTS = 5

/**
 * One request, and the ones its redirects lead to, each on a connection of its own; phases add up. The reply has the
 * cookies of every hop on the route's host; with `hasJar` they are sent along, as a journey does.
 */
export async function requestWithRedirects(
  route: Route,
  request: Request,
  expect: Expectation,
  context: ObserveContext,
  hasJar = false,
): Promise<Observation> {
  let headers: Request['headers'] = { traceparent: traceparent(context.traceId), ...request.headers }
  let sent: Request = { ...request, headers }
  let observation = await exchange(route, sent, expect, context)
  const redirects: string[] = []
  for (let next = redirectOf(observation, route); next !== undefined; next = redirectOf(observation, next.route)) {
    const problem = redirectProblem(next, route, expect, redirects.length)
    if (problem === undefined) {
      redirects.push(next.url)
      // Another host gets none of the headers that are meant for this one.
      const isSameHost = next.route.serverName === route.serverName
      if (hasJar) headers = withCookieHeader(headers, observation.response?.setCookie ?? [], Date.now())
      sent = followed({ ...sent, headers: isSameHost ? headers : {} }, observation)
      const follow = await exchange(next.route, sent, expect, context)
      observation = sum(observation, isSameHost ? follow : withoutCookies(follow), redirects)
      continue
    }
    if (expect.redirects.allow === 'none') break
    return { ...observation, failure: { phase: 'wait', reason: 'redirect', detail: problem } }
  }
  return observation
}

async function exchange(
  route: Route,
  request: Request,
  expect: Expectation,
  { deadlineSteady, slotNumber }: ObserveContext,
): Promise<Observation> {
  checkSendable(request)
  const { tls, maxHeaderBytes, maxBodyBytes } = expect
  const limits = { maxHeaderBytes, maxBodyBytes, deadlineSteady }
  return exchangeHttp({ route, target: route.target, request, tls, ...limits, slotNumber })
}

/** A traceparent whose parent is the probe itself (https://www.w3.org/TR/trace-context/#traceparent-header). */
function traceparent(traceId: string): string {
  return `00-${traceId}-${traceId.slice(0, 16)}-01`
}

interface Redirect {
  readonly url: string
  readonly route: Route
  /** Whether it leads from TLS to an unencrypted connection. */
  readonly leavesTls: boolean
}

function redirectOf({ failure, response }: Observation, route: Route): Redirect | undefined {
  const location = response?.headers.location
  if (failure !== undefined || response === undefined || location === undefined) return undefined
  if (![301, 302, 303, 307, 308].includes(response.status)) return undefined
  const base = `${route.isSecure ? 'https' : 'http'}://${route.authority}${route.target}`
  if (!URL.canParse(location, base)) return undefined
  const url = new URL(location, base)
  const isSecure = url.protocol === 'https:'
  const port = Number(url.port) || (isSecure ? 443 : 80)
  const target = `${url.pathname}${url.search}`
  const isSameOrigin = url.host === new URL(base).host && isSecure === route.isSecure
  const destination = isSameOrigin
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
  return { url: url.href, route: destination, leavesTls: route.isSecure && !isSecure }
}

function redirectProblem(
  { url, route, leavesTls }: Redirect,
  first: Route,
  { redirects }: Expectation,
  count: number,
): string | undefined {
  if (redirects.allow === 'none') return `The redirect to ${url} is not allowed`
  if (count >= MAX_REDIRECTS) return `More than ${MAX_REDIRECTS} redirects, the last to ${url}`
  if (!/^https?:/.test(url)) return `The redirect to ${url} leaves HTTP`
  if (leavesTls) return `The redirect to ${url} leaves TLS`
  const hosts = redirects.allow === 'hosts' ? redirects.hosts : []
  const host = route.serverName.toLowerCase()
  if (hosts.includes(`${host}:${route.port}`)) return undefined
  if (host !== first.serverName.toLowerCase() && !hosts.includes(host)) {
    return `The redirect to the host ${route.serverName} is not allowed`
  }
  // A host is allowed for its web ports, not for whatever else listens there.
  const isWebPort = [first.port, 80, 443].includes(route.port)
  return isWebPort ? undefined : `The redirect to port ${route.port} of ${route.serverName} is not allowed`
}

/** 303 asks for a GET, and browsers send one after 301 and 302 too, without what is about the body (RFC 9110 §15.4). */
function followed(request: Request, { response }: Observation): Request {
  const keepsMethod = response?.status === 307 || response?.status === 308 || request.method === 'HEAD'
  if (keepsMethod) return request
  const headers = Object.entries(request.headers).filter(([name]) => !name.startsWith('content-'))
  return { ...request, method: 'GET', body: undefined, headers: Object.fromEntries(headers) }
}

function withoutCookies(observation: Observation): Observation {
  const { response } = observation
  return response === undefined ? observation : { ...observation, response: { ...response, setCookie: [] } }
}

function sum(before: Observation, after: Observation, redirects: readonly string[]): Observation {
  return {
    ...after,
    phases: addPhases(before.phases, after.phases),
    durationSeconds: before.durationSeconds + after.durationSeconds,
    resolved: [...before.resolved, ...after.resolved],
    certificate: earliestCertificate(before.certificate, after.certificate),
    response: after.response && {
      ...after.response,
      redirects,
      setCookie: [...(before.response?.setCookie ?? []), ...after.response.setCookie],
    },
  }
}
