import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { Credential } from '../../k8s/images/credentials.ts'
import { isLocal, readReference } from '../../k8s/images/reference.ts'
import { type Duration, milliseconds, seconds } from '../../lib/duration.ts'
import { sha256 } from './registry.testkit.ts'
import { findImage } from './registry.ts'

/** Registries that are slow, broken or hostile; all of them are fake. */

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
})

const PASSWORD: Credential = { kind: 'password', user: 'owner', password: 'hunter2' }
const INDEX = JSON.stringify({
  schemaVersion: 2,
  manifests: [{ digest: sha256('amd64'), platform: { os: 'linux', architecture: 'amd64' } }],
})

/** Everything that a server got, so that what it must not get can be looked for. */
const received: { readonly host: string; readonly url: string; readonly authorization: string | undefined }[] = []

async function listen(listener: RequestListener, address = '127.0.0.1'): Promise<string> {
  const server = createServer((request, response) => {
    const { authorization, host = '' } = request.headers
    received.push({ host, url: request.url ?? '', authorization })
    listener(request, response)
  })
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, address, resolve))
  return `${address}:${(server.address() as AddressInfo).port}`
}

const serveIndex: RequestListener = (_, response) =>
  response.writeHead(200, { 'content-type': 'application/vnd.oci.image.index.v1+json' }).end(INDEX)

interface Choices {
  readonly timeout?: Duration
  readonly credential?: Credential
  readonly version?: string
}

function find(host: string, { timeout = seconds(5), credential, version = ':1.0' }: Choices = {}) {
  received.length = 0
  const text = `${host}/owner/app${version}`
  const options = { timeout, credentialOf: async () => credential, isPlain: isLocal }
  return findImage({ text, reference: readReference(text) }, ['linux/amd64'], options)
}

test.each<[kind: string, listener: RequestListener, code: string, says: RegExp]>([
  ['that never answers', () => undefined, 'registry-timeout', /no whole answer within 300 ms/],
  [
    'that sends its answer byte by byte',
    (_, response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write('{'), 20)
      response.on('close', () => clearInterval(timer))
    },
    'registry-timeout',
    /300 ms/,
  ],
  [
    'that ends the connection',
    ({ socket }) => socket.destroy(),
    'registry-unreachable',
    /cannot be reached: ECONNRESET/,
  ],
  [
    'that breaks off in the middle',
    ({ socket }, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{')
      setTimeout(() => socket.destroy(), 20)
    },
    'registry-unreachable',
    /cannot be reached/,
  ],
  [
    'with an answer that is too large',
    (_, response) => response.end('x'.repeat(5e6)),
    'registry-oversize',
    /over 4 MiB/,
  ],
  ['that is broken', (_, response) => response.writeHead(500).end(), 'registry-broken', /it answers 500$/],
  [
    'that says what is broken',
    (_, response) => response.writeHead(503).end(JSON.stringify({ errors: [{ message: 'disk \u001b[31mfull' }] })),
    'registry-broken',
    /it answers 503, “disk \ufffd\[31mfull”$/,
  ],
  ['that is busy', (_, response) => response.writeHead(429).end(), 'registry-busy', /does not say for how long/],
  [
    'that is busy for long',
    (_, response) => response.writeHead(429, { 'retry-after': '21600' }).end(),
    'registry-busy',
    /come back in 6 h$/,
  ],
  [
    'that is busy until a moment',
    (_, response) =>
      response
        .writeHead(429, { date: 'Sun, 01 Nov 2026 10:00:00 GMT', 'retry-after': 'Sun, 01 Nov 2026 10:30:00 GMT' })
        .end(),
    'registry-busy',
    /come back in 30 min$/,
  ],
  [
    'that is a proxy with a login form',
    (_, response) => response.end('<!DOCTYPE html><html><title>Sign in</title></html>'),
    'not-a-registry',
    /200 with the document “Sign in”$/,
  ],
  [
    'that is a web server without the path',
    (_, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<html><title>404</title>'),
    'not-a-registry',
    /404 with the document “404”$/,
  ],
  ['with nothing', (_, response) => response.end(), 'not-a-registry', /with nothing$/],
  ['with some other JSON', (_, response) => response.end('{"a":1}'), 'not-a-registry', /that is no manifest$/],
  ['with the old form of manifests', (_, response) => response.end('{"schemaVersion":1}'), 'no-image', /version 1/],
  [
    'that names another digest than that of what it sends',
    (_, response) => response.writeHead(200, { 'docker-content-digest': sha256('other') }).end(INDEX),
    'digest-mismatch',
    /has the digest sha256:/,
  ],
  [
    'that redirects without end',
    (request, response) => response.writeHead(302, { location: request.url ?? '' }).end(),
    'registry-redirect',
    /more than 5 times/,
  ],
  [
    'that redirects to a file',
    (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    'registry-redirect',
    /cannot be used/,
  ],
  ['that wants a login', (_, response) => response.writeHead(401).end(), 'login-needed', /only to those who log in/],
  ['that forbids', (_, response) => response.writeHead(403).end(), 'login-needed', /only to those who log in/],
  ['that has no such image', (_, response) => response.writeHead(404).end('{}'), 'image-not-found', /has no image/],
])('a registry %s gets one sentence with its code', async (_, listener, code, says) => {
  const isSlow = code === 'registry-timeout'
  const answer = await find(await listen(listener), isSlow ? { timeout: milliseconds(300) } : {})
  expect(answer).toMatchObject({
    kind: 'problem',
    code,
    message: expect.stringMatching(says),
    help: expect.any(String),
  })
})

test('a registry that is not there, and one that speaks no HTTP, cannot be reached', async () => {
  const host = await listen(serveIndex)
  await new Promise(resolve => servers.splice(0)[0]?.close(resolve))
  expect(await find(host)).toMatchObject({
    code: 'registry-unreachable',
    message: expect.stringContaining('ECONNREFUSED'),
  })
  expect(await find('no-such-host.invalid')).toMatchObject({ code: 'registry-unreachable' })
})

test('something else under a digest is refused, whatever the registry says of it', async () => {
  const wanted = sha256('what was pinned')
  const host = await listen((_, response) => response.writeHead(200, { 'docker-content-digest': wanted }).end(INDEX))
  const answer = await find(host, { version: `@${wanted}` })
  expect(answer).toMatchObject({ code: 'digest-mismatch', message: expect.stringContaining(wanted) })
})

test('a registry that asks for a short break gets it, and is asked again', async () => {
  let asked = 0
  const host = await listen((request, response) => {
    asked += 1
    if (asked === 1) return void response.writeHead(429, { 'retry-after': '0' }).end()
    serveIndex(request, response)
  })
  expect(await find(host)).toMatchObject({ kind: 'found', digest: sha256(INDEX) })
})

const basic: RequestListener = (request, response) => {
  if (request.headers.authorization === undefined) {
    return void response.writeHead(401, { 'www-authenticate': 'Basic realm="here"' }).end()
  }
  serveIndex(request, response)
}

test('the password goes to the registry that asks for it, and only when it asks', async () => {
  expect(await find(await listen(basic), { credential: PASSWORD })).toMatchObject({ kind: 'found' })
  expect(received.map(({ authorization }) => authorization)).toEqual([
    undefined,
    'Basic b3duZXI6aHVudGVyMg==',
    'Basic b3duZXI6aHVudGVyMg==',
  ])
})

test.each(['127.0.0.1', '127.0.0.2'])('no password follows a redirect to another server (%s)', async address => {
  const other = await listen(basic, address)
  const host = await listen((request, response) => {
    if (request.headers.authorization === undefined) return basic(request, response)
    response.writeHead(307, { location: `http://${other}/elsewhere?signature=x` }).end()
  })
  const answer = await find(host, { credential: PASSWORD })
  expect(answer).toMatchObject({ kind: 'problem' })
  expect(JSON.stringify(answer)).not.toMatch(/hunter2|aHVudGVy|signature/)
  const there = received.filter(each => each.host === other)
  expect(there.length).toBeGreaterThan(0)
  expect(there.filter(({ authorization }) => authorization !== undefined)).toEqual([])
})

test('what lies behind a redirect of the registry is taken', async () => {
  const store = await listen(serveIndex, '127.0.0.2')
  const host = await listen((request, response) => {
    if (request.method === 'HEAD') return void response.end()
    response.writeHead(307, { location: `http://${store}/blob` }).end()
  })
  expect(await find(host)).toMatchObject({ kind: 'found' })
})

test.each([
  ['another domain', 'https://tokens.evil.example/token'],
  ['another address', 'http://127.0.0.2:1/token'],
  ['what is no address', 'nonsense'],
  ['a file', 'file:///etc/passwd'],
])('a registry that names %s for its tokens gets no password', async (_, realm) => {
  const challenge = `Bearer realm="${realm}",service="x",scope="repository:owner/app:pull"`
  const host = await listen((_, response) => response.writeHead(401, { 'www-authenticate': challenge }).end())
  const answer = await find(host, { credential: PASSWORD })
  expect(answer).toMatchObject({ code: 'foreign-realm', message: expect.stringContaining('was not sent') })
  expect(answer).not.toMatchObject({ message: expect.stringContaining('null') })
})

test('a server of tokens that answers with a document, or with no token, gets a sentence too', async () => {
  const realms: readonly [RequestListener, string][] = [
    [(_, response) => response.end('<html><title>Portal</title>'), 'not-a-registry'],
    [(_, response) => response.end('{}'), 'not-a-registry'],
    [(_, response) => response.end('{"token":"a\\r\\nX-Injected: b"}'), 'not-a-registry'],
    [(_, response) => response.writeHead(429).end(), 'registry-busy'],
    [() => undefined, 'registry-timeout'],
  ]
  for (const [listener, code] of realms) {
    const realm = await listen(listener)
    const challenge = `Bearer realm="http://${realm}/token",service="x"`
    const host = await listen((_, response) => response.writeHead(401, { 'www-authenticate': challenge }).end())
    expect(await find(host, { timeout: milliseconds(300) })).toMatchObject({ code })
  }
})

test('an identity token is exchanged, and never sent as a password', async () => {
  const bodies: string[] = []
  const realm = await listen((request, response) => {
    request.on('data', data => bodies.push(String(data)))
    request.on('end', () => response.end('{"access_token":"good"}'))
  })
  const host = await listen((request, response) => {
    if (request.headers.authorization === 'Bearer good') return serveIndex(request, response)
    response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${realm}/token",service="x"` }).end()
  })
  const credential: Credential = { kind: 'identity-token', token: 'long-lived' }
  expect(await find(host, { credential })).toMatchObject({ kind: 'found' })
  expect(bodies.join('')).toContain('grant_type=refresh_token')
  expect(received.map(({ authorization }) => authorization ?? '').join()).not.toContain('long-lived')
})
