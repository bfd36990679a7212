import { execFile } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { steadyNow } from '../../../adapters/steady-clock.ts'
import { seconds } from '../../../lib/duration.ts'
import { curlCommand } from '../core/explain/curl.ts'
import type { Sample } from '../core/judge/sample.ts'
import type { Probe, Route, Step } from '../definition/model.ts'
import { DEFAULT_EXPECTATION } from '../definition/parse-expect.ts'
import { serveDns, serveHttp, serveHttp2, serveHttps, serveTcp, type TestServer } from './fault-servers.testkit.ts'
import { makeIdentities, type TestIdentities } from './identities.testkit.ts'
import { exampleProbe, exampleRoute, expectToStandAtZero } from './probe.testkit.ts'
import { runProbe } from './run-probe.ts'

let identities: TestIdentities
const servers: TestServer[] = []

beforeAll(async () => {
  identities = await makeIdentities()
})
afterAll(async () => {
  await Promise.all(servers.map(server => server.close()))
})

async function keep(server: Promise<TestServer>): Promise<number> {
  const running = await server
  servers.push(running)
  return running.port
}

/** Enough for any answer on a busy machine. */
const LONG = seconds(20)
/** For servers that never answer. */
const SHORT = seconds(1)

async function run(probe: Probe, route: Route, timeout = LONG): Promise<Sample> {
  const sample = await runProbe({ probe, route, role: 'slot', slotSteady: steadyNow(), slotNumber: 0, timeout })
  expectToStandAtZero(sample, probe, route)
  return sample
}

/** `good`, or why not. */
function wordOf({ outcome, invalid }: Sample): string {
  expect(invalid).toBeUndefined()
  return outcome.isGood ? 'good' : `${outcome.failure.reason} in ${outcome.failure.phase}`
}

const secure = (): Partial<Route> => ({ isSecure: true, ca: identities.ca })

describe('http', () => {
  test('HTTP/2 is used where it is asked for, with every phase', async () => {
    const port = await keep(
      serveHttp2(identities.good, session =>
        session.on('stream', stream => {
          stream.respond({ ':status': 200 })
          stream.end('hello')
        }),
      ),
    )
    const probe = exampleProbe({ request: { httpVersion: '2' }, expect: { httpVersion: '2', bodyContains: ['hello'] } })
    const sample = await run(probe, exampleRoute(port, secure()))
    expect(wordOf(sample)).toBe('good')
    expect(Object.keys(sample.observation.phases)).toEqual(['connect', 'tls', 'send', 'wait', 'transfer'])
    expect(sample.observation.certificate).toMatchObject({ isVerified: true, alpn: 'h2' })
  })

  test('HTTP/1.1 where HTTP/2 is expected is bad', async () => {
    const port = await keep(serveHttps(identities.good, (_request, response) => response.end()))
    const probe = exampleProbe({ request: { httpVersion: '2' }, expect: { httpVersion: '2' } })
    expect(wordOf(await run(probe, exampleRoute(port, secure())))).toBe('http_version in wait')
  })

  test('a redirect that is allowed is followed, and another host gets no secret', async () => {
    const seen: (string | undefined)[] = []
    const target = await keep(
      serveHttp((request, response) => {
        seen.push(request.headers.authorization)
        response.end('there')
      }),
    )
    const port = await keep(
      serveHttp((request, response) => {
        seen.push(request.headers.authorization)
        response.writeHead(302, { location: `http://localhost:${target}/` }).end()
      }),
    )
    const probe = exampleProbe({
      request: { headers: { authorization: 'Bearer s3cret' } },
      expect: { redirects: { allow: 'hosts', hosts: [`localhost:${target}`] }, bodyContains: ['there'] },
    })
    const sample = await run(probe, exampleRoute(port))
    expect(wordOf(sample)).toBe('good')
    expect(sample.observation.response?.redirects).toEqual([`http://localhost:${target}/`])
    expect(seen).toEqual(['Bearer s3cret', undefined])
  })

  test('no SNI is sent where the host is an address', async () => {
    const warnings: Error[] = []
    const note = (warning: Error) => void warnings.push(warning)
    process.on('warning', note)
    const port = await keep(serveHttps(identities.good, (_request, response) => response.end()))
    const route = exampleRoute(port, { ...secure(), serverName: '127.0.0.1', authority: `127.0.0.1:${port}` })
    expect(wordOf(await run(exampleProbe(), route))).toBe('tls_hostname in tls')
    await new Promise(resolve => setImmediate(resolve))
    process.off('warning', note)
    expect(warnings).toEqual([])
  })

  test('after a 303 the method stays GET, also where the next redirect would keep it', async () => {
    const seen: string[] = []
    const port = await keep(
      serveHttp((request, response) => {
        seen.push(`${request.method} ${request.url}`)
        if (request.url === '/') response.writeHead(303, { location: '/a' })
        if (request.url === '/a') response.writeHead(307, { location: '/b' })
        response.end()
      }),
    )
    const probe = exampleProbe({
      request: { method: 'POST', body: 'x' },
      expect: { redirects: { allow: 'same-host' } },
    })
    expect(wordOf(await run(probe, exampleRoute(port)))).toBe('good')
    expect(seen).toEqual(['POST /', 'GET /a', 'GET /b'])
  })

  test('a trace id goes along, and the Host header is the route’s', async () => {
    const seen: (string | undefined)[] = []
    const port = await keep(
      serveHttp((request, response) => {
        seen.push(request.headers.host, String(request.headers.traceparent))
        response.end()
      }),
    )
    const { traceId } = await run(exampleProbe(), exampleRoute(port))
    expect(seen).toEqual(['app.test', expect.stringContaining(traceId)])
  })

  test('values of a JSON body are compared', async () => {
    const port = await keep(
      serveHttp((_request, response) => response.end('{"status":"ready","queue":[{"length":7}]}')),
    )
    const probe = (atMost: number) =>
      exampleProbe({
        expect: {
          json: [
            { pointer: '/status', equals: 'ready', matches: undefined, atLeast: undefined, atMost: undefined },
            { pointer: '/queue/0/length', equals: undefined, matches: undefined, atLeast: 0, atMost },
          ],
        },
      })
    expect(wordOf(await run(probe(10), exampleRoute(port)))).toBe('good')
    expect(wordOf(await run(probe(5), exampleRoute(port)))).toBe('body in transfer')
  })
})

describe('tls', () => {
  const probe = (daysLeft?: number) =>
    exampleProbe({ kind: 'tls', expect: { tls: { ...DEFAULT_EXPECTATION.tls, daysLeft } } })

  test('a valid certificate is good, and its end is in the observation', async () => {
    const port = await keep(serveHttps(identities.good, () => undefined))
    const sample = await run(probe(), exampleRoute(port, secure()))
    expect(wordOf(sample)).toBe('good')
    expect(Object.keys(sample.observation.phases)).toEqual(['connect', 'tls'])
    expect(sample.observation.certificate?.notAfter).toBe(Date.UTC(2049, 0, 1) / 1000)
  })

  test('a certificate with too few days left is bad', async () => {
    const port = await keep(serveHttps(identities.good, () => undefined))
    expect(wordOf(await run(probe(100_000), exampleRoute(port, secure())))).toBe('tls_days_left in tls')
  })

  test('an expired one is distinguished from one for another name', async () => {
    const expired = await keep(serveHttps(identities.expired, () => undefined))
    const other = await keep(serveHttps(identities.otherName, () => undefined))
    expect(wordOf(await run(probe(), exampleRoute(expired, secure())))).toBe('tls_expired in tls')
    expect(wordOf(await run(probe(), exampleRoute(other, secure())))).toBe('tls_hostname in tls')
  })
})

describe('tcp', () => {
  const probe = (send?: string, receive?: string) => exampleProbe({ kind: 'tcp', send, expect: { receive } })

  test('a connection is enough when nothing else is expected', async () => {
    const port = await keep(serveTcp(() => undefined))
    expect(wordOf(await run(probe(), exampleRoute(port)))).toBe('good')
    expect(wordOf(await run(probe(), exampleRoute(1)))).toBe('refused in connect')
  })

  test('what is sent gets the reply that is expected, however it is cut', async () => {
    const port = await keep(
      serveTcp(socket =>
        socket.once('data', data => {
          socket.write(String(data).slice(0, 2))
          setTimeout(() => socket.write('NG\r\n'), 20)
        }),
      ),
    )
    expect(wordOf(await run(probe('PO\r\n', '^PONG'), exampleRoute(port)))).toBe('good')
  })

  test('silence is a timeout in wait, and a closed connection is reported as closed', async () => {
    const silent = await keep(serveTcp(() => undefined))
    const closing = await keep(serveTcp(socket => socket.end('bye')))
    expect(wordOf(await run(probe('x', '^ok'), exampleRoute(silent), SHORT))).toBe('timeout in wait')
    expect(wordOf(await run(probe('x', '^ok'), exampleRoute(closing)))).toBe('closed in wait')
  })
})

describe('dns', () => {
  const probe = (name: string, expectation: Parameters<typeof exampleProbe>[0] = {}) =>
    exampleProbe({ kind: 'dns', query: { name, type: 'A' }, ...expectation })
  let route: Route

  beforeAll(async () => {
    const port = await keep(
      serveDns({ 'app.test': ['192.0.2.7'], 'broken.test': 'SERVFAIL', 'silent.test': 'silence' }),
    )
    route = exampleRoute(0, { host: '', resolver: `127.0.0.1:${port}` })
  })

  test.each<[name: string, expected: Parameters<typeof exampleProbe>[0], word: string]>([
    ['app.test', {}, 'good'],
    ['app.test', { expect: { answers: ['192.0.2.7'] } }, 'good'],
    ['app.test', { expect: { answers: ['192.0.2.8'] } }, 'answer in wait'],
    ['gone.test', {}, 'rcode in wait'],
    ['gone.test', { expect: { rcode: 'NXDOMAIN' } }, 'good'],
    ['broken.test', {}, 'rcode in wait'],
    ['silent.test', {}, 'timeout in wait'],
    ['refuses.test', {}, 'rcode in wait'],
  ])('%s with %o: %s', async (name, expected, word) => {
    const timeout = name === 'silent.test' ? SHORT : LONG
    expect(wordOf(await run(probe(name, expected), route, timeout))).toBe(word)
  })

  test('a server that does not listen is distinguished from one that is silent', async () => {
    const dead = exampleRoute(0, { host: '', resolver: '127.0.0.1:1' })
    expect(wordOf(await run(probe('app.test'), dead))).toBe('refused in wait')
  })
})

describe('journey', () => {
  const step = (name: string, target: string, more: Partial<Step> = {}): Step => ({
    name,
    target,
    request: { method: 'GET', headers: {}, body: undefined, httpVersion: '1.1' },
    expect: DEFAULT_EXPECTATION,
    extract: [],
    ...more,
  })
  const journey = (...steps: readonly Step[]) =>
    exampleProbe({ kind: 'journey', steps, expect: { status: [[100, 599]] } })

  test('what one step extracts the next one sends, cookies too', async () => {
    const seen: string[] = []
    const port = await keep(
      serveHttp((request, response) => {
        seen.push(`${request.method} ${request.url} ${request.headers.cookie ?? '-'}`)
        if (request.url === '/form') {
          response.setHeader('set-cookie', ['session=abc; Path=/; HttpOnly', 'theme=dark'])
          response.end('<input name="token" value="t0k3n">')
        } else response.writeHead(request.url === '/submit?token=t0k3n' ? 200 : 403).end('{"user":{"id":7}}')
      }),
    )
    const sample = await run(
      journey(
        step('form', '/form', { extract: [{ name: 'token', from: 'body', what: 'value="([^"]+)"' }] }),
        step('submit', '/submit?token={{token}}', {
          request: { method: 'POST', headers: {}, body: 'token={{token}}', httpVersion: '1.1' },
        }),
      ),
      exampleRoute(port),
    )
    expect(wordOf(sample)).toBe('good')
    expect(seen).toEqual(['GET /form -', 'POST /submit?token=t0k3n session=abc; theme=dark'])
    expect(sample.observation.steps.map(({ name, status }) => [name, status])).toEqual([
      ['form', 200],
      ['submit', 200],
    ])
  })

  test('a session that begins with a redirect is kept, and one that ends is over', async () => {
    const seen: string[] = []
    const port = await keep(
      serveHttp((request, response) => {
        seen.push(`${request.method} ${request.url} ${request.headers.cookie ?? '-'}`)
        const over = 'session=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT'
        if (request.url === '/login') {
          response.writeHead(303, { location: '/home', 'set-cookie': ['session=abc; HttpOnly', 'theme=dark'] })
        } else if (request.url === '/logout') response.setHeader('set-cookie', [over, 'theme=light; Max-Age=-1'])
        response.end()
      }),
    )
    const request = { method: 'POST', headers: {}, body: 'user=x', httpVersion: '1.1' } as const
    const expectation = { ...DEFAULT_EXPECTATION, redirects: { allow: 'same-host' } } as const
    const sample = await run(
      journey(
        step('login', '/login', { request, expect: expectation }),
        step('logout', '/logout'),
        step('home', '/home'),
      ),
      exampleRoute(port),
    )
    expect(wordOf(sample)).toBe('good')
    expect(seen).toEqual([
      'POST /login -',
      'GET /home session=abc; theme=dark',
      'GET /logout session=abc; theme=dark',
      'GET /home -',
    ])
  })

  test('the step that fails is named, and later ones are not tried', async () => {
    let requests = 0
    const port = await keep(
      serveHttp((request, response) => {
        requests += 1
        response.writeHead(request.url === '/second' ? 500 : 200).end()
      }),
    )
    const sample = await run(
      journey(step('first', '/first'), step('second', '/second'), step('third', '/third')),
      exampleRoute(port),
    )
    expect(sample.outcome).toMatchObject({
      failure: { reason: 'status', detail: expect.stringContaining('Step "second"') },
    })
    expect(requests).toBe(2)
  })

  test('a step that finds nothing to extract is bad', async () => {
    const port = await keep(serveHttp((_request, response) => response.end('{}')))
    const sample = await run(
      journey(step('first', '/', { extract: [{ name: 'id', from: 'json', what: '/id' }] })),
      exampleRoute(port),
    )
    expect(wordOf(sample)).toBe('extract in transfer')
  })
})

test('the curl command sends the same request to the same server', async () => {
  const seen: unknown[] = []
  const port = await keep(
    serveHttps(identities.good, (request, response) => {
      seen.push([request.method, request.url, request.headers.host, request.headers['x-probe']])
      response.end()
    }),
  )
  const probe = exampleProbe({
    request: { method: 'POST', headers: { 'x-probe': "it's" }, body: 'a b' },
    expect: { tls: { ...DEFAULT_EXPECTATION.tls, isVerified: false } },
  })
  const route = exampleRoute(port, { isSecure: true, target: '/x?y=1' })
  const command = curlCommand(probe, route, `127.0.0.1:${port}`, word => word) ?? ''
  await new Promise((resolve, reject) =>
    execFile('sh', ['-c', command], error => (error ? reject(error) : resolve(undefined))),
  )
  await run(probe, route)
  expect(seen).toEqual([
    ['POST', '/x?y=1', 'app.test', "it's"],
    ['POST', '/x?y=1', 'app.test', "it's"],
  ])
})
