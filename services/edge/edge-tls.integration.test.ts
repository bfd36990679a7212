import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { type ConnectionOptions, connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startUpstream, type TestUpstream } from '../../tests/upstream.testkit.ts'
import { ask, SITE_HOST, sendPlainBytes, startEdge, type TestEdge } from './edge.testkit.ts'

let upstream: TestUpstream
let edges: Readonly<Record<Variant, TestEdge>>
type Variant = 'answers any name' | 'refuses unknown names'
const VARIANTS: readonly Variant[] = ['answers any name', 'refuses unknown names']

beforeAll(async () => {
  upstream = await startUpstream()
  const [open, strict] = await Promise.all([
    startEdge([upstream.address]),
    startEdge([upstream.address], { refusesUnknownNames: true }),
  ])
  edges = { 'answers any name': open, 'refuses unknown names': strict }
})
afterAll(async () => {
  await Promise.all(Object.values(edges).map(edge => edge.stop()))
  await upstream.close()
})

/** What a handshake agreed on; rejects with OpenSSL's reason. */
async function shakeHands(
  edge: TestEdge,
  options: ConnectionOptions,
): Promise<{ protocol: string | null; alpn: unknown }> {
  const socket = connect({ host: '127.0.0.1', port: edge.httpsPort, ca: edge.ca, servername: SITE_HOST, ...options })
  await once(socket, 'secureConnect')
  const agreed = { protocol: socket.getProtocol(), alpn: socket.alpnProtocol }
  socket.destroy()
  return agreed
}

describe.each(VARIANTS)('an edge that %s', variant => {
  test('is a configuration that Nginx has no warning about', async () => {
    expect(await edges[variant].output()).toBe('')
  })

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('accepts %s with a certificate of the stack’s CA', async version => {
    const agreed = await shakeHands(edges[variant], { minVersion: version, maxVersion: version })
    expect(agreed.protocol).toBe(version)
  })

  test.each(['TLSv1', 'TLSv1.1'] as const)('refuses %s for its version', async version => {
    // At OpenSSL's default level the client itself would refuse to speak it.
    const old = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' }
    await expect(shakeHands(edges[variant], old)).rejects.toMatchObject({
      code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    })
  })

  test('is not trusted without the stack’s CA', async () => {
    await expect(shakeHands(edges[variant], { ca: [] })).rejects.toMatchObject({
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    })
  })

  test('agrees on HTTP/2 with clients that offer it, and answers over it', async () => {
    const edge = edges[variant]
    expect((await shakeHands(edge, { ALPNProtocols: ['h2', 'http/1.1'] })).alpn).toBe('h2')
    expect((await shakeHands(edge, { ALPNProtocols: ['http/1.1'] })).alpn).toBe('http/1.1')
    const session = connectHttp2(`https://${SITE_HOST}:${edge.httpsPort}`, { ca: edge.ca, host: '127.0.0.1' })
    const stream = session.request({ ':path': '/' })
    const [headers] = await once(stream, 'response')
    expect(headers).toMatchObject({ ':status': 200, 'x-served-by': 'app' })
    session.destroy()
  })

  test('sends plain HTTP to HTTPS with 308, path and query kept', async () => {
    const { httpPort, httpsPort } = edges[variant]
    const response = await fetch(`http://localhost:${httpPort}/a%2Fb?c=d`, { method: 'POST', redirect: 'manual' })
    expect(response.status).toBe(308)
    expect(response.headers.get('location')).toBe(`https://localhost:${httpsPort}/a%2Fb?c=d`)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-served-by': 'edge',
      'x-content-type-options': 'nosniff',
    })
    // Over plain HTTP this header means nothing (RFC 6797, 7.2).
    expect(response.headers.has('strict-transport-security')).toBe(false)
  })
})

test('an edge that answers any name is reached by each of its names, and by address without one', async () => {
  const edge = edges['answers any name']
  const ways: readonly (readonly [servername: string, host: string])[] = [
    [SITE_HOST, SITE_HOST],
    ['localhost', 'localhost'],
    ['', '127.0.0.1'],
    ['', `127.0.0.1:${edge.httpsPort}`],
  ]
  for (const [servername, host] of ways) {
    expect(await ask(edge, { servername, host })).toMatchObject({ status: 200, body: 'fine' })
  }
  expect(upstream.received.every(({ headers }) => headers.host === SITE_HOST)).toBe(true)
})

test('a foreign Host is misdirected where any name is answered', async () => {
  const edge = edges['answers any name']
  const answer = await ask(edge, { host: 'evil.example' })
  expect(answer).toMatchObject({ status: 421, headers: { 'x-served-by': 'edge', 'x-content-type-options': 'nosniff' } })
  expect(await sendPlainBytes(edge, 'GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n')).toMatch(
    /^HTTP\/1.1 421 /,
  )
})

test('where unknown names are refused, they get no certificate and no answer', async () => {
  const edge = edges['refuses unknown names']
  for (const servername of ['evil.example', '']) {
    await expect(shakeHands(edge, { servername })).rejects.toMatchObject({ code: 'ERR_SSL_TLSV1_UNRECOGNIZED_NAME' })
  }
  await expect(ask(edge, { servername: SITE_HOST, host: 'evil.example' })).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(await sendPlainBytes(edge, 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n')).toBe('')
})
