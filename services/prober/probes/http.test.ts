import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { steadyNow } from '../../../adapters/steady-clock.ts'
import type { RedirectPolicy, Request } from '../definition/model.ts'
import { DEFAULT_EXPECTATION } from '../definition/parse-expect.ts'
import { serveHttp, type TestServer } from './fault-servers.testkit.ts'
import { observeHttp, requestWithRedirects } from './http.ts'
import { exampleProbe, exampleRoute } from './probe.testkit.ts'

const CONTEXT = { slotNumber: 0, traceId: '0af7651916cd43dd8448eb211c80319c' }

/** One request as the server saw it, at whichever of its names. */
interface Seen extends Pick<Request, 'method' | 'headers'> {
  readonly at: string
}

let server: TestServer | undefined
afterEach(() => server?.close())

/** Probes a server of these redirects from `/0`; with `hasJar` as a journey does. */
async function observe(
  answers: Readonly<Record<string, (response: ServerResponse, port: number) => void>>,
  policy: RedirectPolicy,
  { hasJar, ...request }: Partial<Request> & { readonly hasJar?: boolean } = {},
) {
  const seen: Seen[] = []
  let port = 0
  const listener = ({ method = '', url = '', headers }: IncomingMessage, response: ServerResponse): void => {
    seen.push({ method, at: `${headers.host?.replace(/:.*/, '')}${url}`, headers: headers as Request['headers'] })
    const answer = answers[url]
    if (answer === undefined) response.end(`the page ${url}`)
    else answer(response, port)
  }
  server = await serveHttp(listener)
  port = server.port
  const host = 'web.localhost'
  const route = exampleRoute(port, { host, serverName: host, authority: `${host}:${port}`, target: '/0' })
  const probe = exampleProbe({ expect: { redirects: policy }, request })
  const context = { ...CONTEXT, deadlineSteady: steadyNow() + 20_000 }
  const observation =
    hasJar === undefined
      ? await observeHttp(probe, route, context)
      : await requestWithRedirects(route, probe.request, { ...DEFAULT_EXPECTATION, redirects: policy }, context, hasJar)
  return { ...observation, seen, port }
}

const to =
  (location: string, status = 302, setCookie: readonly string[] = []) =>
  (response: ServerResponse, port: number) =>
    response.writeHead(status, { location: location.replace('PORT', `${port}`), 'set-cookie': [...setCookie] }).end()

/** Redirects from `/0` to `/1` and so on. */
const chain = (length: number) =>
  Object.fromEntries(Array.from({ length }, (_, index) => [`/${index}`, to(`/${index + 1}`)]))

test('five redirects are followed, and what took them is added up', async () => {
  const { response, failure, seen, port, durationSeconds, phases } = await observe(chain(5), { allow: 'same-host' })
  expect(failure).toBeUndefined()
  expect(response).toMatchObject({ status: 200, body: 'the page /5' })
  expect(response?.redirects).toEqual([1, 2, 3, 4, 5].map(page => `http://web.localhost:${port}/${page}`))
  expect(seen.map(({ at }) => at)).toEqual([0, 1, 2, 3, 4, 5].map(page => `web.localhost/${page}`))
  const sum = Object.values(phases).reduce((total, seconds) => total + seconds, 0)
  expect(durationSeconds).toBeCloseTo(sum, 9)
})

test('a sixth redirect is a loop', async () => {
  const { response, failure, port } = await observe(chain(6), { allow: 'same-host' })
  const detail = `More than 5 redirects, the last to http://web.localhost:${port}/6`
  expect(failure).toEqual({ phase: 'wait', reason: 'redirect', detail })
  expect(response?.status).toBe(302)
})

test('a request that becomes a GET loses what was about its body, and one that stays keeps it', async () => {
  const post = {
    method: 'POST',
    headers: { 'content-length': '3', 'content-type': 'text/plain', 'x-a': 'b' },
    body: 'tea',
  }
  const became = await observe({ '/0': to('/1', 303) }, { allow: 'same-host' }, post)
  expect(became).toMatchObject({ failure: undefined, response: { status: 200 } })
  expect(became.seen[1]?.method).toBe('GET')
  expect(became.seen[1]?.headers).not.toHaveProperty('content-type')
  expect(became.seen[1]?.headers).toMatchObject({ 'x-a': 'b' })
  await server?.close()
  const stayed = await observe({ '/0': to('/1', 307) }, { allow: 'same-host' }, post)
  expect(stayed.seen[1]).toMatchObject({
    method: 'POST',
    headers: { 'content-type': 'text/plain', 'content-length': '3' },
  })
})

test('where no redirect is allowed the reply is the redirect itself', async () => {
  const { response, failure, seen } = await observe(chain(1), { allow: 'none' })
  expect(failure).toBeUndefined()
  expect(response).toMatchObject({ status: 302, redirects: [] })
  expect(seen).toHaveLength(1)
})

test.each<[string, RedirectPolicy, string | undefined]>([
  ['http://other.localhost:PORT/1', { allow: 'hosts', hosts: ['other.localhost'] }, undefined],
  ['http://other.localhost:PORT/1', { allow: 'same-host' }, 'to the host other.localhost is not allowed'],
  [
    'http://other.localhost:PORT/1',
    { allow: 'hosts', hosts: ['a.test'] },
    'to the host other.localhost is not allowed',
  ],
  ['http://web.localhost:81/1', { allow: 'same-host' }, 'to port 81 of web.localhost is not allowed'],
  ['ftp://web.localhost:PORT/1', { allow: 'same-host' }, 'leaves HTTP'],
])('a redirect to %s where %j is allowed: %s', async (location, policy, problem) => {
  const { failure, seen } = await observe({ '/0': to(location) }, policy)
  if (problem === undefined) expect(failure).toBeUndefined()
  else expect(failure?.detail).toContain(problem)
  expect(seen).toHaveLength(problem === undefined ? 2 : 1)
})

test('another host gets none of the headers that are meant for this one', async () => {
  const policy = { allow: 'hosts', hosts: ['other.localhost'] } as const
  const headers = { authorization: 'Bearer s3cret' }
  const { seen } = await observe({ '/0': to('http://other.localhost:PORT/1') }, policy, { headers })
  expect(seen.map(({ at }) => at)).toEqual(['web.localhost/0', 'other.localhost/1'])
  expect(seen.map(one => one.headers.authorization)).toEqual(['Bearer s3cret', undefined])
  expect(seen.map(one => one.headers.traceparent?.includes(CONTEXT.traceId))).toEqual([true, undefined])
})

test.each([
  [false, [undefined, undefined]],
  [true, ['a=1', undefined]],
])('a redirect carries the cookies of the hops before only with a jar (%s)', async (hasJar, sent) => {
  const answers = { '/0': to('/1', 302, ['a=1']), '/1': to('/2', 302, ['a=; Max-Age=0']) }
  const { seen } = await observe(answers, { allow: 'same-host' }, { hasJar })
  expect(seen.map(({ headers }) => headers.cookie)).toEqual([undefined, ...sent])
})

test('a plain probe has no jar', async () => {
  const { seen } = await observe({ '/0': to('/1', 302, ['a=1']) }, { allow: 'same-host' })
  expect(seen.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined])
})

test('the reply has the cookies of every hop on the route’s host, and of no other', async () => {
  const answers = {
    '/0': to('http://other.localhost:PORT/1', 302, ['first=1']),
    '/1': to('http://web.localhost:PORT/2', 302, ['foreign=1']),
    '/2': to('/3', 302, ['second=2']),
  }
  const { response, seen } = await observe(answers, { allow: 'hosts', hosts: ['other.localhost'] })
  expect(seen.map(({ at }) => at)).toEqual([
    'web.localhost/0',
    'other.localhost/1',
    'web.localhost/2',
    'web.localhost/3',
  ])
  expect(response?.setCookie).toEqual(['first=1', 'second=2'])
})

test.each([
  [301, 'POST', 'GET'],
  [302, 'PUT', 'GET'],
  [303, 'POST', 'GET'],
  [307, 'POST', 'POST'],
  [308, 'PUT', 'PUT'],
  [303, 'HEAD', 'HEAD'],
])('after a %d, a %s is followed as a %s', async (status, method, followed) => {
  const body = method === 'HEAD' ? undefined : 'id=7'
  const { seen } = await observe({ '/0': to('/1', status) }, { allow: 'same-host' }, { method, body })
  expect(seen.map(one => one.method)).toEqual([method, followed])
  expect(seen[1]?.headers['content-length']).toBe(followed === method && body ? '4' : undefined)
})

test.each([
  ['a status that is no redirect', to('/1', 304)],
  ['a Location that is no URL', to('http://[')],
])('%s is followed nowhere', async (_, answer) => {
  const { response, failure, seen } = await observe({ '/0': answer }, { allow: 'same-host' })
  expect(failure).toBeUndefined()
  expect(response?.redirects).toEqual([])
  expect(seen).toHaveLength(1)
})
