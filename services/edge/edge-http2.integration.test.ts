import { once } from 'node:events'
import { connect, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startUpstream, type TestUpstream } from '../../tests/upstream.testkit.ts'
import { SITE_HOST, startEdge, type TestEdge } from './edge.testkit.ts'

let upstream: TestUpstream
let edge: TestEdge
beforeAll(async () => {
  upstream = await startUpstream()
  edge = await startEdge([upstream.address])
})
beforeEach(() => {
  upstream.received.length = 0
})
afterAll(async () => {
  await edge.stop()
  await upstream.close()
})

async function ask(headers: OutgoingHttpHeaders): Promise<IncomingHttpHeaders & { ':status'?: number }> {
  const session = connect(`https://${SITE_HOST}:${edge.httpsPort}`, { ca: edge.ca, host: '127.0.0.1' })
  // What ends the session also ends its request, where the test expects it.
  session.on('error', () => undefined)
  try {
    const [answer] = await once(session.request({ ':path': '/', ...headers }), 'response')
    return answer
  } finally {
    session.destroy()
  }
}

/** HTTP/2 encodes names and sizes differently, so the refusals that matter are tested over it as well. */
test.each<[string, OutgoingHttpHeaders, number]>([
  ['an internal path', { ':path': '/metrics' }, 404],
  ['an internal path, encoded', { ':path': '//%6detrics/' }, 404],
  ['a foreign authority', { ':authority': 'evil.example' }, 421],
  ['a foreign Host', { host: 'evil.example' }, 421],
  ['a body over 1 MB', { ':method': 'POST', 'content-length': String(1024 * 1024 + 1) }, 413],
])('%s is refused by the edge over HTTP/2 too', async (_, headers, status) => {
  expect(await ask(headers)).toMatchObject({
    ':status': status,
    'x-served-by': 'edge',
    'x-content-type-options': 'nosniff',
  })
  expect(upstream.received).toEqual([])
})

test.each<[string, OutgoingHttpHeaders]>([
  ['header', { 'x-long': 'x'.repeat(20_000) }],
  ['address', { ':path': `/${'x'.repeat(20_000)}` }],
])('a %s over its limit ends the whole connection with ENHANCE_YOUR_CALM', async (_, headers) => {
  await expect(ask(headers)).rejects.toThrow('Session closed with error code 11')
  expect(upstream.received).toEqual([])
})

test('over HTTP/2 the app gets the same request as over HTTP/1.1', async () => {
  expect(await ask({ 'x-request-id': 'forged' })).toMatchObject({ ':status': 200, 'x-served-by': 'app' })
  expect(upstream.received[0]?.headers).toMatchObject({
    host: SITE_HOST,
    'x-request-id': expect.stringMatching(/^[0-9a-f]{32}$/),
    'x-forwarded-for': '127.0.0.1',
  })
})
