import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as requestHttp } from 'node:http'
import { connect as connectHttp2 } from 'node:http2'
import type { TcpSocketConnectOpts } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { FINE, startUpstream, type TestUpstream } from '../../tests/upstream.testkit.ts'
import { ask, program, SITE_HOST, sendBytes, startEdge, type TestEdge } from './edge.testkit.ts'

/** Several programs behind one edge, two of them for the own network only. */

/** Longer than Nginx’ tables have room for. */
const STATUS = `${'status'.repeat(8)}.localhost`
const GRAFANA = 'grafana.localhost'
const ALERTS = 'alerts.localhost'
const LAN_ONLY = { isLanOnly: true, hasStreams: true }
const SERVERS = [
  program('site', { host: SITE_HOST, methods: ['GET', 'HEAD'] }),
  program('status', { host: STATUS, methods: ['GET', 'HEAD'] }),
  program('grafana', { host: GRAFANA, maxBody: '2m', ...LAN_ONLY }),
  program('alertmanager', { host: ALERTS, hiddenPaths: ['metrics', '-'], ...LAN_ONLY }),
]
const INSIDE = '127.1.2.3'
const OUTSIDE = '127.2.2.3'
const WEBROOT = mkdtempSync(path.join(tmpdir(), 'leadline-webroot-'))

let upstream: TestUpstream
let edge: TestEdge
beforeAll(async () => {
  upstream = await startUpstream()
  edge = await startEdge([upstream.address], {
    servers: SERVERS,
    lan: ['127.1.0.0/16'],
    refusesUnknownNames: true,
    plainFile: { kind: 'challenge', folder: WEBROOT },
  })
})
beforeEach(() => {
  upstream.answerWith(FINE)
  upstream.received.length = 0
})
afterAll(async () => {
  await edge.stop()
  await upstream.close()
  rmSync(WEBROOT, { recursive: true })
})

const of = (host: string, from: string) => ({ host, servername: host, from })

test('each name leads upstream under its own host, and is pinned to HTTPS', async () => {
  for (const { host } of SERVERS) {
    const answer = await ask(edge, of(host, INSIDE))
    expect(answer).toMatchObject({ status: 200, headers: { 'strict-transport-security': 'max-age=31536000' } })
  }
  expect(upstream.received.map(({ headers }) => headers.host)).toEqual(SERVERS.map(({ host }) => host))
  expect(await edge.output()).toBe('')
})

test.each([GRAFANA, ALERTS])('%s refuses an address outside the own network, and answers one inside', async host => {
  const hidden = ['/', '/api/health', '/edge-health', '/metrics', '/.well-known/security.txt', '/nothing']
  for (const place of hidden) {
    const answer = await ask(edge, { ...of(host, OUTSIDE), path: place })
    expect(answer).toMatchObject({ status: 403, headers: { 'x-served-by': 'edge' } })
  }
  for (const method of ['POST', 'DELETE', 'FOO'])
    expect((await ask(edge, { ...of(host, OUTSIDE), method })).status).toBe(403)
  expect(upstream.received).toEqual([])
  expect(await ask(edge, of(host, INSIDE))).toMatchObject({ status: 200, headers: { 'x-served-by': 'app' } })
  expect(await ask(edge, of(host, '127.0.0.1'))).toMatchObject({ status: 403 })
})

test('no other way leads an address from outside to what is for the own network', async () => {
  const claims = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'x-client-ip', 'true-client-ip', 'x-original-host']
  const headers = Object.fromEntries(claims.map(name => [name, INSIDE]))
  expect(await ask(edge, { ...of(GRAFANA, OUTSIDE), headers })).toMatchObject({ status: 403 })
  // The handshake under a name for everyone, the request under the other.
  for (const host of [GRAFANA, 'GRAFANA.localhost', `${GRAFANA}.`, `${GRAFANA}:443`]) {
    expect(await ask(edge, { servername: SITE_HOST, host, from: OUTSIDE })).toMatchObject({ status: 403 })
  }
  const absolute = `GET http://${GRAFANA}/ HTTP/1.1\r\nHost: ${SITE_HOST}\r\nConnection: close\r\n\r\n`
  expect(await sendBytes(edge, absolute)).toMatch(/^HTTP\/1\.1 403 /)
  expect(upstream.received).toEqual([])
  const forged = { 'x-forwarded-host': GRAFANA, 'x-host': GRAFANA }
  await ask(edge, { ...of(SITE_HOST, OUTSIDE), headers: forged })
  expect(upstream.received[0]?.headers).toMatchObject({ host: SITE_HOST, 'x-forwarded-host': SITE_HOST })
})

/** A connection from another address of this machine. */
function tlsFrom(options: Pick<TcpSocketConnectOpts, 'localAddress'> & ConnectionOptions): TLSSocket {
  return connectTls({ host: '127.0.0.1', port: edge.httpsPort, ca: edge.ca, ...options })
}

test('over HTTP/2 a connection of one name gives no way to another', async () => {
  const session = connectHttp2(`https://${SITE_HOST}:${edge.httpsPort}`, {
    ca: edge.ca,
    createConnection: () => tlsFrom({ servername: SITE_HOST, localAddress: OUTSIDE, ALPNProtocols: ['h2'] }),
  })
  const statuses: Record<string, unknown> = {}
  for (const host of [SITE_HOST, GRAFANA]) {
    const stream = session.request({ ':path': '/', ':authority': host })
    const [head] = await once(stream.resume(), 'response')
    statuses[host] = head[':status']
  }
  session.destroy()
  expect(statuses).toEqual({ [SITE_HOST]: 200, [GRAFANA]: 403 })
})

test('each program gets the methods and the bodies that it knows, and no other', async () => {
  const asked = (host: string, method: string, size: number) =>
    ask(edge, { ...of(host, INSIDE), method, ...(size > 0 && { body: 'x'.repeat(size) }) })
  expect(await asked(SITE_HOST, 'POST', 1)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
  expect(await asked(GRAFANA, 'POST', 1_500_000)).toMatchObject({ status: 200 })
  expect(await asked(GRAFANA, 'POST', 2_500_000)).toMatchObject({ status: 413 })
  expect(await asked(ALERTS, 'POST', 1_500_000)).toMatchObject({ status: 413 })
  expect(await asked(ALERTS, 'TRACE', 0)).toMatchObject({ status: 405 })
})

test.each(['/-/reload', '/-/quit', '/-', '/%2d/reload'])(
  '%s of Alertmanager is not reached from outside',
  async place => {
    expect(await ask(edge, { ...of(ALERTS, INSIDE), method: 'POST', path: place })).toMatchObject({ status: 404 })
    expect((await ask(edge, { ...of(GRAFANA, INSIDE), method: 'POST', path: place })).status).toBe(200)
  },
)

/** Speaks the start of a WebSocket, and gives the head that the program answered with. */
async function upgrade(host: string): Promise<string> {
  const head = ['GET /live HTTP/1.1', `Host: ${host}`, 'Connection: Upgrade', 'Upgrade: websocket', '', '']
  const socket = tlsFrom({ servername: host, localAddress: INSIDE })
  socket.write(head.join('\r\n'))
  const [answer] = await once(socket, 'data')
  socket.destroy()
  return String(answer)
}

test('a program that speaks WebSocket is asked to, and one that does not is not', async () => {
  await upgrade(GRAFANA)
  await upgrade(SITE_HOST)
  expect(upstream.received.map(({ headers: { upgrade, connection } }) => ({ upgrade, connection }))).toEqual([
    { upgrade: 'websocket', connection: 'upgrade' },
    { upgrade: undefined, connection: undefined },
  ])
  await ask(edge, { ...of(GRAFANA, INSIDE), headers: { connection: 'Upgrade', upgrade: 'h2c' } })
  expect(upstream.received.at(-1)?.headers).not.toHaveProperty('upgrade')
})

test.each([
  [GRAFANA, 'the client asks for', { accept: 'text/event-stream' }, {}],
  [GRAFANA, 'the client asks for among others', { accept: 'text/html, text/event-stream;q=0.9' }, {}],
  [SITE_HOST, 'the app says is one', {}, { 'x-accel-buffering': 'no' }],
])('an event of a stream of %s that %s arrives before the stream ends', async (host, _, headers, sent) => {
  const held: (() => void)[] = []
  upstream.answerWith((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-served-by': 'app', ...sent })
    response.write('data: first\n\n')
    held.push(() => response.end('data: last\n\n'))
  })
  const socket = tlsFrom({ servername: host, localAddress: INSIDE })
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`GET /a%2Fb//c?d=%20 HTTP/1.1\r\nHost: ${host}\r\n${lines.join('')}\r\n`)
  let text = ''
  socket.setEncoding('utf8').on('data', chunk => {
    text += chunk
  })
  await expect.poll(() => text).toContain('data: first')
  expect(text).not.toContain('data: last')
  held[0]?.()
  await expect.poll(() => text).toContain('data: last')
  socket.destroy()
  expect(upstream.received.map(({ url }) => url)).toEqual(['/a%2Fb//c?d=%20'])
})

test('a program without streams is shielded from slow readers, whatever they ask for', async () => {
  const closed = Promise.withResolvers<void>()
  upstream.answerWith((_, response) => {
    response.writeHead(200, { 'x-served-by': 'app' })
    response.end(Buffer.alloc(40_000_000), () => closed.resolve())
  })
  const socket = tlsFrom({ servername: SITE_HOST, localAddress: INSIDE })
  socket.pause()
  socket.write(`GET / HTTP/1.1\r\nHost: ${SITE_HOST}\r\nAccept: text/event-stream\r\n\r\n`)
  // The app has sent everything, which is more than the system keeps for a connection, although the client has read nothing.
  await closed.promise
  await expect.poll(() => upstream.received.length).toBe(1)
  socket.destroy()
})

test('what is refused to a request is refused to one for a stream', async () => {
  const headers = { accept: 'text/event-stream' }
  expect(await ask(edge, { ...of(SITE_HOST, OUTSIDE), path: '/metrics', headers })).toMatchObject({ status: 404 })
  expect(await ask(edge, { ...of(GRAFANA, OUTSIDE), headers })).toMatchObject({ status: 403 })
  expect(await ask(edge, { ...of(SITE_HOST, OUTSIDE), path: '/edge-stream' })).toMatchObject({ status: 404 })
  expect(upstream.received).toEqual([])
})

/** What the port for plain HTTP answers. */
async function plain(
  place: string,
  host: string,
): Promise<{ status: number | undefined; body: string; location: string }> {
  const outgoing = requestHttp({
    host: '127.0.0.1',
    port: edge.httpPort,
    path: place,
    headers: { host },
    localAddress: OUTSIDE,
  })
  const [response] = await once(outgoing.end(), 'response')
  let body = ''
  for await (const chunk of response) body += chunk
  return { status: response.statusCode, body, location: response.headers.location ?? '' }
}

test('the file that an authority asks for is answered on plain HTTP under every name, and nothing else of the folder', async () => {
  const folder = path.join(WEBROOT, '.well-known/acme-challenge')
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'token-1_a'), 'token-1_a.key')
  writeFileSync(path.join(WEBROOT, 'secret'), 'secret')
  for (const { host } of SERVERS) {
    const answer = await plain('/.well-known/acme-challenge/token-1_a', host)
    expect(answer).toEqual({ status: 200, body: 'token-1_a.key', location: '' })
  }
  expect((await plain('/.well-known/acme-challenge/none', SITE_HOST)).status).toBe(404)
  for (const place of [
    '/.well-known/acme-challenge/../../secret',
    '/.well-known/acme-challenge/%2e%2e/%2e%2e/secret',
  ]) {
    expect(await plain(place, SITE_HOST)).toMatchObject({ status: 308, body: expect.not.stringMatching(/^secret$/) })
  }
  expect(await plain('/.well-known/other', GRAFANA)).toMatchObject({ status: 308 })
  expect(await plain('/a?b', GRAFANA)).toMatchObject({ location: `https://${GRAFANA}:${edge.httpsPort}/a?b` })
})
