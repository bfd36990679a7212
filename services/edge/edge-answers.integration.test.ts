import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { FINE, startUpstream, type TestUpstream } from '../../tests/upstream.testkit.ts'
import { ask, SITE_HOST, sendBytes, startEdge, type TestEdge } from './edge.testkit.ts'

let upstream: TestUpstream
let edge: TestEdge
beforeAll(async () => {
  upstream = await startUpstream()
  edge = await startEdge([upstream.address])
})
beforeEach(() => {
  upstream.answerWith(FINE)
  upstream.received.length = 0
})
afterAll(async () => {
  await edge.stop()
  await upstream.close()
})

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'strict-transport-security': 'max-age=31536000',
}

test.each([200, 204, 301, 404, 500, 503])(
  'the app’s %i passes with its own signature and the security headers',
  async status => {
    upstream.answerWith((_, response) => {
      // What the app sets itself must not appear twice or win.
      response.writeHead(status, { 'x-served-by': 'app', 'x-frame-options': 'ALLOW', location: '/elsewhere' }).end()
    })
    const answer = await ask(edge)
    expect(answer.status).toBe(status)
    expect(answer.headers).toMatchObject({ ...SECURITY_HEADERS, 'x-served-by': 'app', server: 'nginx' })
  },
)

test.each([
  ['edge', 'the edge’s own health', { path: '/edge-health' }, 200],
  ['edge', 'a refused path', { path: '/metrics' }, 404],
  ['edge', 'a body that is too large', { method: 'POST', headers: { 'content-length': String(1024 * 1024 + 1) } }, 413],
  ['edge', 'a foreign name', { host: 'evil.example' }, 421],
] as const)('the %s signs %s, with all security headers', async (signature, _, question, status) => {
  const answer = await ask(edge, question)
  expect(answer.status).toBe(status)
  const { 'strict-transport-security': hsts, ...others } = SECURITY_HEADERS
  expect(answer.headers).toMatchObject({ ...others, 'x-served-by': signature })
  expect(answer.headers['strict-transport-security']).toBe('host' in question ? undefined : hsts)
  expect(upstream.received).toEqual([])
})

test.each([404, 502, 503])('an unsigned %i from upstream was made by the ingress', async status => {
  upstream.answerWith((_, response) => {
    response.sendDate = status !== 503
    response.writeHead(status).end('no available server')
  })
  expect(await ask(edge)).toMatchObject({
    status,
    body: 'no available server',
    headers: { ...SECURITY_HEADERS, 'x-served-by': 'ingress' },
  })
})

test('only the site’s own name is pinned to HTTPS', async () => {
  expect((await ask(edge)).headers['strict-transport-security']).toBe('max-age=31536000')
  const other = await ask(edge, { servername: 'localhost', host: 'localhost' })
  expect(other.headers['strict-transport-security']).toBeUndefined()
})

test('one request id goes upstream and comes back, whatever a client or the app send', async () => {
  const answer = await ask(edge, { headers: { 'x-request-id': ['forged', 'twice'] } })
  const ids = headerValues(answer.rawHeaders, 'x-request-id')
  expect(ids).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)])
  expect(headerValues(upstream.received[0]?.rawHeaders ?? [], 'x-request-id')).toEqual(ids)
  expect(answer.headers['x-powered-by']).toBeUndefined()
})

test('upstream sees one hop, the client, whatever the client claims', async () => {
  const claims = [
    'x-forwarded-for',
    'x-real-ip',
    'forwarded',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-forwarded-port',
  ]
  const more = ['x-forwarded-prefix', 'x-forwarded-server', 'proxy']
  const headers = Object.fromEntries([...claims, ...more].map(name => [name, 'for=6.6.6.6']))
  await ask(edge, { headers, from: '127.0.0.7' })
  const sent = upstream.received[0]?.headers ?? {}
  expect(sent).toMatchObject({
    host: SITE_HOST,
    'x-forwarded-for': '127.0.0.7',
    'x-real-ip': '127.0.0.7',
    'x-forwarded-host': SITE_HOST,
    'x-forwarded-proto': 'https',
  })
  expect(JSON.stringify(sent)).not.toContain('6.6.6.6')
})

test.each([
  ...['/metrics', '/metrics/', '/metrics/x', '/Metrics', '/METRICS', '//metrics', '/%6detrics', '/%6D%65trics'],
  ...['/./metrics', '/foo/../metrics', '/foo/%2e%2e/metrics', '/foo%2f..%2fmetrics', '/metrics?x=1', '/metrics;a=b'],
  ...['/metrics%20', '/metrics%0a', '/metrics.json', '/.well-known/../metrics', '/.well-known/%2e%2e/metrics'],
  ...['/faults', '/debug/pprof', '/ping', '/stub_status', '/nginx_status', '/server-status'],
  ...['/.git/config', '/a/.env', '/%2egit/config'],
])('%s is refused and never reaches upstream', async path => {
  expect(await ask(edge, { path })).toMatchObject({ status: 404, headers: { 'x-served-by': 'edge' } })
  expect(upstream.received).toEqual([])
})

test.each(['/../metrics', '/%2e%2e/metrics', '/metrics%00', '/%zz'])('%s is no path at all', async path => {
  expect(await ask(edge, { path })).toMatchObject({ status: 400, headers: { 'x-served-by': 'edge' } })
  expect(upstream.received).toEqual([])
})

test.each([
  '/metrics-guide',
  '/pinguin',
  '/debugging',
  '/docs/metrics',
  '/.well-known/security.txt',
  '/a.b',
  '/a//b%2Fc',
])('%s belongs to the app, and goes upstream unchanged', async path => {
  expect((await ask(edge, { path })).status).toBe(200)
  expect(upstream.received.map(({ url }) => url)).toEqual([path])
})

/** Beyond the 16 KiB that Nginx keeps in memory, a body goes through a temporary file. */
test.each([0, 100, 1024 * 1024])('a body of %i bytes reaches the app whole', async size => {
  expect((await ask(edge, { method: 'POST', body: 'x'.repeat(size) })).status).toBe(200)
  expect(upstream.received.map(({ body }) => body.length)).toEqual([size])
})

test('a body over 1 MB is refused, whether or not it is announced', async () => {
  const body = 'x'.repeat(1024 * 1024 + 1)
  expect((await ask(edge, { method: 'POST', body })).status).toBe(413)
  const chunked = { 'transfer-encoding': 'chunked' }
  expect((await ask(edge, { method: 'POST', body, headers: chunked })).status).toBe(413)
  expect(upstream.received).toEqual([])
})

test('headers and addresses over their limit are refused', async () => {
  expect((await ask(edge, { headers: { 'x-long': 'x'.repeat(9000) } })).status).toBe(400)
  expect((await ask(edge, { path: `/${'x'.repeat(9000)}` })).status).toBe(414)
  expect(upstream.received).toEqual([])
})

const REQUEST = `POST / HTTP/1.1\r\nHost: ${SITE_HOST}\r\nConnection: close\r\n`
test.each([
  [
    'both lengths',
    `${REQUEST}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n`,
    400,
  ],
  ['two lengths', `${REQUEST}Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef`, 400],
  ['a signed length', `${REQUEST}Content-Length: +5\r\n\r\nabcde`, 400],
  ['an unknown transfer encoding', `${REQUEST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`, 501],
  [
    'two transfer encodings',
    `${REQUEST}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n`,
    400,
  ],
  ['chunks in HTTP/1.0', `POST / HTTP/1.0\r\nHost: ${SITE_HOST}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
  ['a blank before the colon', `${REQUEST}Content-Length : 5\r\n\r\nabcde`, 400],
  ['two Hosts', `GET / HTTP/1.1\r\nHost: ${SITE_HOST}\r\nHost: localhost\r\nConnection: close\r\n\r\n`, 400],
  ['no Host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
])('%s is no request, and nothing of it reaches upstream', async (_, bytes, status) => {
  const text = await sendBytes(edge, bytes)
  expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(text.match(/^HTTP\//gm)).toHaveLength(1)
  expect(text).toMatch(/^X-Served-By: edge\r$/m)
  expect(upstream.received).toEqual([])
})

function headerValues(rawHeaders: readonly string[], name: string): readonly string[] {
  return rawHeaders.flatMap((value, i) => (i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name ? [value] : []))
}
