import { once } from 'node:events'
import { get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createJsonServer, errorReply, jsonReply, type Routes, takingJson, textReply } from './json-server.ts'

let server: Server
let url = ''
let failures: string[] = []

const ROUTES: Routes = {
  'GET /pages': () => jsonReply({ pages: [] }),
  'DELETE /pages': () => errorReply(409, 'Not now'),
  'GET /ready': () => textReply('not yet', 503),
  'POST /drills/:name': (_, name) => jsonReply({ name }),
  'POST /size': takingJson(20, body => jsonReply({ body: body ?? 'no JSON' })),
  'GET /broken': () => {
    throw new TypeError('x is undefined')
  },
  'GET /half': () => ({ status: 200, type: 'text/plain', body: half() }),
}

const OPEN = { password: undefined, names: undefined }

/** A text whose second piece cannot be written. */
async function* half(): AsyncGenerator<string> {
  yield 'first'
  throw new Error('out of paper')
}

beforeEach(async () => {
  failures = []
  server = createJsonServer(ROUTES, (error, path) => void failures.push(`${path} ${error}`), OPEN)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const ask = (method: string, path: string, init: RequestInit = {}) => fetch(url + path, { method, ...init })

test.each<[string, string, number, object]>([
  ['GET', '/pages', 200, { pages: [] }],
  ['GET', '/pages?x=1', 200, { pages: [] }],
  ['DELETE', '/pages', 409, { error: 'Not now' }],
  ['POST', '/drills/edge-down', 200, { name: 'edge-down' }],
  ['POST', '/drills/app-errors%3D5%25', 200, { name: 'app-errors=5%' }],
  ['POST', '/drills/5%', 200, { name: '5%' }],
])('%s %s answers %d with JSON', async (method, path, status, body) => {
  const response = await ask(method, path)
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.json()).toEqual(body)
})

test('a line of text is sent as such', async () => {
  const response = await ask('GET', '/ready')
  expect(response.status).toBe(503)
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(await response.text()).toBe('not yet\n')
})

test.each(['/', '/constructor', '/pages/', '/drills/', '/drills/a/b', '/drills/a.b'])(
  'nothing is at %s, and the answer says what there is',
  async path => {
    const response = await ask('GET', path)
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({
      error: expect.stringMatching(`^Nothing answers ${path}; here are GET /pages`),
    })
  },
)

test('a method that a path does not take is answered with those that it takes', async () => {
  const response = await ask('PUT', '/pages', { body: '{}' })
  expect(response.status).toBe(405)
  expect(response.headers.get('allow')).toBe('GET, DELETE')
  expect(await response.json()).toEqual({ error: '/pages takes GET, DELETE, and not PUT' })
})

test.each<[string, string, string, number, object]>([
  ['JSON', 'application/json', '{"a":1}', 200, { body: { a: 1 } }],
  ['JSON with its charset', 'application/json; charset=utf-8', '{"a":1}', 200, { body: { a: 1 } }],
  ['a body of just the size', 'application/json', '"456789012345678901"', 200, { body: '456789012345678901' }],
  ['what is no JSON', 'application/json', '{', 200, { body: 'no JSON' }],
  [
    'one byte too many',
    'application/json',
    '"4567890123456789012"',
    413,
    { error: 'The body must be at most 20 bytes' },
  ],
  ['a form', 'text/plain', '{}', 415, { error: 'Send the request as application/json' }],
  ['another type that begins alike', 'application/jsonp', '{}', 415, { error: 'Send the request as application/json' }],
])('%s is taken as what it is', async (_, type, body, status, answer) => {
  const response = await ask('POST', '/size', { body, headers: { 'content-type': type } })
  expect(response.status).toBe(status)
  expect(await response.json()).toEqual(answer)
})

test('a handler that throws answers 500 with its reason and is reported, and the server goes on', async () => {
  const response = await ask('GET', '/broken')
  expect(response.status).toBe(500)
  expect(await response.json()).toEqual({ error: 'x is undefined' })
  expect(failures).toEqual(['/broken TypeError: x is undefined'])
  expect((await ask('GET', '/pages')).status).toBe(200)
})

test('an answer that breaks in the middle does not look like a whole one', async () => {
  const response = await ask('GET', '/half')
  await expect(response.text()).rejects.toThrow()
  expect(failures).toEqual(['/half Error: out of paper'])
})

test.each<[string, Readonly<Record<string, string>>]>([
  ['of another site', { 'sec-fetch-site': 'cross-site' }],
  ['under a name that it lets point here', { 'sec-fetch-site': 'same-origin' }],
  ['in an old browser that sends something', { origin: 'http://evil.example' }],
])('a page %s is refused', async (_, headers) => {
  expect(await statusOf('/pages', headers)).toBe(403)
})

test('a person who types the address is answered', async () => {
  expect(await statusOf('/pages', { 'sec-fetch-site': 'none' })).toBe(200)
})

describe('with a password', () => {
  beforeEach(async () => {
    server.close()
    server = createJsonServer({ ...ROUTES, 'GET /readyz': () => textReply('ready') }, () => undefined, {
      ...OPEN,
      password: 'secret',
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })

  test.each<[number, string, Readonly<Record<string, string>>]>([
    [200, '/pages', basic('leadline:secret')],
    [401, '/pages', {}],
    [401, '/pages', basic('leadline:wrong!')],
    [401, '/pages', basic('leadline:secret ')],
    [401, '/pages', { authorization: 'Bearer secret' }],
    [401, '/nothing', {}],
    [404, '/nothing', basic('leadline:secret')],
    [200, '/readyz', {}],
  ])('%i is the answer to %s with %o', async (status, path, headers) => {
    expect(await statusOf(path, headers)).toBe(status)
  })

  test('a browser is asked for it', async () => {
    expect((await ask('GET', '/pages')).headers.get('www-authenticate')).toMatch(/^Basic realm="leadline"/)
  })
})

describe('with names', () => {
  beforeEach(async () => {
    server.close()
    const routes: Routes = { ...ROUTES, 'GET /readyz': () => textReply('ready') }
    server = createJsonServer(routes, () => undefined, { password: 'secret', names: ['localhost', '127.0.0.1'] })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  const opened = { authorization: `Basic ${Buffer.from('leadline:secret').toString('base64')}` }

  test.each<[number, string, string]>([
    [200, '/pages', 'localhost:1'],
    [200, '/pages', '127.0.0.1'],
    // A page that lets its own name point here sends neither Origin nor Sec-Fetch-Site with a GET.
    [421, '/pages', 'evil.example'],
    [421, '/nothing', 'localhost.evil.example'],
    [200, '/readyz', '10.42.0.7:17300'],
  ])('%i is the answer to %s of %s, whoever has the password', async (status, path, host) => {
    expect(await statusOf(path, { ...opened, host })).toBe(status)
  })
})

/** The status of a GET with headers that fetch would not send. */
function statusOf(path: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url + path, { headers, agent: false }, response => resolve(response.resume().statusCode)).on('error', reject)
  })
}
