import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { steadyNow } from '../../../adapters/steady-clock.ts'
import { milliseconds, seconds } from '../../../lib/duration.ts'
import type { Phase } from '../contract/names.ts'
import type { Reason } from '../contract/reasons.ts'
import type { Sample } from '../core/judge/sample.ts'
import type { Probe, Route } from '../definition/model.ts'
import {
  serveBlackhole,
  serveDns,
  serveHttp,
  serveHttp2,
  serveHttps,
  serveTcp,
  type TestServer,
} from './fault-servers.testkit.ts'
import { makeIdentities, type TestIdentities } from './identities.testkit.ts'
import { exampleProbe, exampleRoute, expectToStandAtZero } from './probe.testkit.ts'
import { runProbe } from './run-probe.ts'

/** Enough for any answer on a busy machine. */
const LONG = seconds(20)
/** For what never answers; a machine that is too busy to come to the phase that hangs gets four times as much, and again. */
const SHORT = milliseconds(400)

let identities: TestIdentities
let dns: TestServer
const servers: TestServer[] = []

beforeAll(async () => {
  identities = await makeIdentities()
  dns = await serveDns({
    'app.test': ['127.0.0.1'],
    // Nothing listens at the second address.
    'two.test': ['127.0.0.1', '127.0.0.2'],
    'broken.test': 'SERVFAIL',
    'silent.test': 'silence',
    'empty.test': [],
  })
})
afterAll(async () => {
  await Promise.all([dns, ...servers].map(server => server.close()))
})

async function keep(server: Promise<TestServer>): Promise<number> {
  const running = await server
  servers.push(running)
  return running.port
}

async function run(probe: Probe, route: Route, slotNumber = 0, timeout = LONG): Promise<Sample> {
  const sample = await runProbe({ probe, route, role: 'slot', slotSteady: steadyNow(), slotNumber, timeout })
  expect(sample.invalid, 'no probe throws').toBeUndefined()
  expectToStandAtZero(sample, probe, route)
  return sample
}

/** Runs a probe of what hangs in a phase, with longer deadlines until it comes that far. */
async function runUntilHung(probe: Probe, route: Route, phase: Phase): Promise<Sample> {
  for (let timeout = SHORT; ; timeout = milliseconds(timeout * 4)) {
    const sample = await run(probe, route, 0, timeout)
    if (sample.observation.phases[phase] !== undefined || timeout > LONG) return sample
  }
}

/** What a row probes: a server's port and what is special about the route or the probe. */
interface Arrangement {
  readonly port: number
  readonly route?: Partial<Route>
  readonly probe?: Parameters<typeof exampleProbe>[0]
}

const secure = (): Partial<Route> => ({ isSecure: true, ca: identities.ca })
const resolved = (host: string): Partial<Route> => ({ host, resolver: `127.0.0.1:${dns.port}` })

const FAULTS: readonly (readonly [what: string, arrange: () => Promise<Arrangement>, reason: Reason, phase: Phase])[] =
  [
    ['a port where nothing listens', async () => ({ port: 1 }), 'refused', 'connect'],
    ['a blackhole', async () => ({ port: await keep(serveBlackhole()) }), 'timeout', 'connect'],
    [
      'a reset before any reply',
      async () => ({ port: await keep(serveTcp(socket => socket.once('data', () => socket.resetAndDestroy()))) }),
      'reset',
      'wait',
    ],
    [
      'a reset in the middle of the body',
      async () => ({
        port: await keep(
          serveHttp((_request, response) => {
            response.writeHead(200, { 'content-length': 1000 })
            response.write('half', () => setTimeout(() => response.socket?.resetAndDestroy(), 20))
          }),
        ),
      }),
      'reset',
      'transfer',
    ],
    [
      'a connection closed before any reply',
      async () => ({ port: await keep(serveTcp(socket => socket.once('data', () => socket.end()))) }),
      'closed',
      'wait',
    ],
    [
      'a body that ends too soon',
      async () => ({
        port: await keep(serveTcp(socket => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nhalf'))),
      }),
      'closed',
      'transfer',
    ],
    ['a server that never answers', async () => ({ port: await keep(serveHttp(() => undefined)) }), 'timeout', 'wait'],
    [
      'headers that drip',
      async () => ({
        port: await keep(
          serveTcp(socket => {
            socket.write('HTTP/1.1 200 OK\r\n')
            const timer = setInterval(() => socket.write('x-more: y\r\n'), 50)
            socket.on('close', () => clearInterval(timer))
          }),
        ),
      }),
      'timeout',
      'wait',
    ],
    [
      'a body that drips',
      async () => ({
        port: await keep(
          serveHttp((_request, response) => {
            const timer = setInterval(() => response.write('.'), 50)
            response.on('close', () => clearInterval(timer))
          }),
        ),
      }),
      'timeout',
      'transfer',
    ],
    [
      'a body without an end',
      async () => ({
        port: await keep(
          serveHttp((_request, response) => {
            const chunk = Buffer.alloc(65_536)
            const more = () => {
              while (!response.destroyed && response.write(chunk));
            }
            response.on('drain', more)
            more()
          }),
        ),
      }),
      'body_size',
      'transfer',
    ],
    [
      'a bomb of gzip',
      async () => {
        const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024))
        return {
          port: await keep(serveHttp((_request, response) => response.setHeader('content-encoding', 'gzip').end(bomb))),
        }
      },
      'body_size',
      'transfer',
    ],
    [
      'a flood of headers',
      async () => ({
        port: await keep(
          serveTcp(socket => socket.write(`HTTP/1.1 200 OK\r\n${`x-flood: ${'y'.repeat(900)}\r\n`.repeat(400)}`)),
        ),
      }),
      'headers_size',
      'wait',
    ],
    [
      'something that is not HTTP',
      async () => ({ port: await keep(serveTcp(socket => socket.write('220 mail ready\r\n'))) }),
      'protocol',
      'wait',
    ],
    [
      'a wrong status',
      async () => ({ port: await keep(serveHttp((_request, response) => response.writeHead(503).end())) }),
      'status',
      'wait',
    ],
    [
      'a wrong body',
      async () => ({
        port: await keep(serveHttp((_request, response) => response.end('something else'))),
        probe: { expect: { bodyContains: ['<!doctype html>'] } },
      }),
      'body',
      'transfer',
    ],
    [
      'a missing header',
      async () => ({
        port: await keep(serveHttp((_request, response) => response.end())),
        probe: { expect: { headers: [{ name: 'x-release', is: 'present' }] } },
      }),
      'header',
      'wait',
    ],
    [
      'an expired certificate',
      async () => ({ port: await keep(serveHttps(identities.expired, () => undefined)), route: secure() }),
      'tls_expired',
      'tls',
    ],
    [
      'a certificate of the future',
      async () => ({ port: await keep(serveHttps(identities.notYetValid, () => undefined)), route: secure() }),
      'tls_not_yet_valid',
      'tls',
    ],
    [
      'a certificate for another name',
      async () => ({ port: await keep(serveHttps(identities.otherName, () => undefined)), route: secure() }),
      'tls_hostname',
      'tls',
    ],
    [
      'a self-signed certificate',
      async () => ({ port: await keep(serveHttps(identities.selfSigned, () => undefined)), route: secure() }),
      'tls_untrusted',
      'tls',
    ],
    [
      'a server that knows only TLS 1.0',
      async () => ({ port: await keep(serveHttps(identities.good, () => undefined, 'TLSv1')), route: secure() }),
      'tls_protocol',
      'tls',
    ],
    [
      'HTTP where TLS should be',
      async () => ({ port: await keep(serveHttp((_request, response) => response.end())), route: secure() }),
      'tls_protocol',
      'tls',
    ],
    [
      'a handshake that hangs',
      async () => ({ port: await keep(serveTcp(() => undefined)), route: secure() }),
      'timeout',
      'tls',
    ],
    [
      'a loop of redirects',
      async () => ({
        port: await keep(serveHttp((_request, response) => response.writeHead(302, { location: '/again' }).end())),
        probe: { expect: { redirects: { allow: 'same-host' } } },
      }),
      'redirect',
      'wait',
    ],
    [
      'a redirect to another host',
      async () => ({
        port: await keep(
          serveHttp((_request, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end()),
        ),
        probe: { expect: { redirects: { allow: 'same-host' } } },
      }),
      'redirect',
      'wait',
    ],
    [
      'a redirect where none is allowed',
      async () => ({
        port: await keep(serveHttp((_request, response) => response.writeHead(301, { location: '/' }).end())),
      }),
      'redirect',
      'wait',
    ],
    [
      'a redirect to another port of the same host',
      async () => ({
        port: await keep(
          serveHttp((_request, response) => response.writeHead(302, { location: 'http://app.test:6379/' }).end()),
        ),
        probe: { expect: { redirects: { allow: 'same-host' } } },
      }),
      'redirect',
      'wait',
    ],
    [
      'a redirect that leaves TLS',
      async () => ({
        port: await keep(
          serveHttps(identities.good, (_request, response) =>
            response.writeHead(302, { location: 'http://app.test/' }).end(),
          ),
        ),
        route: secure(),
        probe: { expect: { redirects: { allow: 'hosts', hosts: ['app.test'] } } },
      }),
      'redirect',
      'wait',
    ],
    [
      'an early hint and then silence',
      async () => ({ port: await keep(serveHttp((_request, response) => response.writeEarlyHints({ link: '</a>' }))) }),
      'timeout',
      'wait',
    ],
    [
      'a flood of trailers',
      async () => ({
        port: await keep(
          serveTcp(socket =>
            socket.write(
              `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n${`x-flood: ${'y'.repeat(900)}\r\n`.repeat(400)}`,
            ),
          ),
        ),
      }),
      'protocol',
      'transfer',
    ],
    ['a name that does not exist', async () => ({ port: 80, route: resolved('gone.test') }), 'nxdomain', 'dns'],
    ['a resolver that fails', async () => ({ port: 80, route: resolved('broken.test') }), 'dns_error', 'dns'],
    ['a name without an address', async () => ({ port: 80, route: resolved('empty.test') }), 'dns_error', 'dns'],
    ['a resolver that is silent', async () => ({ port: 80, route: resolved('silent.test') }), 'timeout', 'dns'],
    [
      'an HTTP/2 server that goes away',
      async () => ({
        port: await keep(
          serveHttp2(identities.good, session =>
            session.on('stream', () => {
              session.goaway(0)
              setTimeout(() => session.destroy(), 20)
            }),
          ),
        ),
        route: secure(),
        probe: { request: { httpVersion: '2' } },
      }),
      'closed',
      'wait',
    ],
    [
      'an HTTP/2 server that goes away with an error',
      async () => ({
        port: await keep(serveHttp2(identities.good, session => session.on('stream', () => session.goaway(2)))),
        route: secure(),
        probe: { request: { httpVersion: '2' } },
      }),
      'protocol',
      'wait',
    ],
    [
      'an answer before the request has ended',
      async () => ({
        port: await keep(
          serveTcp(socket =>
            socket.once('data', () => socket.end('HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n')),
          ),
        ),
        probe: { request: { method: 'POST', body: 'x'.repeat(16 * 1024 * 1024) } },
      }),
      'status',
      'wait',
    ],
    [
      'a server that does not read the request',
      async () => ({
        port: await keep(serveTcp(socket => socket.pause())),
        probe: { request: { method: 'POST', body: 'x'.repeat(16 * 1024 * 1024) } },
      }),
      'timeout',
      'send',
    ],
  ]

test.each(FAULTS)('%s', async (_what, arrange, reason, phase) => {
  const { port, route, probe } = await arrange()
  const asked = [exampleProbe(probe), exampleRoute(port, route)] as const
  const { outcome, observation } = await (reason === 'timeout' ? runUntilHung(...asked, phase) : run(...asked))
  expect(outcome, JSON.stringify(outcome)).toMatchObject({ isGood: false, failure: { reason, phase } })
  // What hung is charged with the time it hung, and is the last that was begun.
  if (reason === 'timeout') expect(Object.entries(observation.phases).at(-1)).toEqual([phase, expect.any(Number)])
})

test('an expired certificate still shows its date', async () => {
  const port = await keep(serveHttps(identities.expired, () => undefined))
  const { observation } = await run(exampleProbe(), exampleRoute(port, secure()))
  expect(observation.certificate?.notAfter).toBe(Date.UTC(2021, 0, 1) / 1000)
})

test('nothing is sent to a server whose certificate does not verify', async () => {
  let requests = 0
  const port = await keep(serveHttps(identities.selfSigned, () => (requests += 1)))
  await run(exampleProbe(), exampleRoute(port, secure()))
  expect(requests).toBe(0)
})

test('several addresses are used in turn, and a dead one fails only its own slots', async () => {
  const port = await keep(serveHttp((_request, response) => response.end()))
  const route = exampleRoute(port, resolved('two.test'))
  const samples = await Promise.all([0, 1, 2, 3].map(slotNumber => run(exampleProbe(), route, slotNumber)))
  expect(samples.map(({ outcome }) => outcome.isGood)).toEqual([true, false, true, false])
  expect(samples[1]?.observation.address).toBe(`127.0.0.2:${port}`)
  expect(samples[1]?.observation.resolved).toEqual(['127.0.0.1', '127.0.0.2'])
})

test('every probe makes a full handshake: no session is resumed', async () => {
  const resumed: boolean[] = []
  const port = await keep(
    serveHttps(identities.good, (request, response) => {
      resumed.push((request.socket as unknown as { isSessionReused(): boolean }).isSessionReused())
      response.end()
    }),
  )
  for (let time = 0; time < 3; time++) await run(exampleProbe(), exampleRoute(port, secure()))
  expect(resumed).toEqual([false, false, false])
})

test('a connection attempt that is never answered ends with its probe', async () => {
  const port = await keep(serveBlackhole())
  const sockets = () => process.getActiveResourcesInfo().filter(name => name === 'TCPSocketWrap').length
  const before = sockets()
  const { outcome } = await runUntilHung(exampleProbe(), exampleRoute(port), 'connect')
  expect(outcome).toMatchObject({ isGood: false, failure: { phase: 'connect', reason: 'timeout' } })
  await expect.poll(sockets).toBeLessThanOrEqual(before)
})
