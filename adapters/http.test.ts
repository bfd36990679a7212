import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { milliseconds, seconds } from '../lib/duration.ts'
import { ask, getJson, sendJson } from './http.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  server = undefined
})

async function serve(listener: RequestListener): Promise<URL> {
  server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

const options = { timeout: seconds(5), signal: new AbortController().signal }

test.each([200, 204, 301, 404, 503])('an answer of %d is an answer', async status => {
  const url = await serve((_, response) => response.writeHead(status).end(status === 204 ? '' : 'täxt'))
  expect(await ask(url, options)).toEqual({ kind: 'answered', status, text: status === 204 ? '' : 'täxt' })
})

test.each([
  [201, undefined],
  [299, undefined],
  [300, '/there'],
  [399, '/there'],
  [400, undefined],
  [503, undefined],
])('an answer of %d that has a Location header leads to %s', async (status, location) => {
  const url = await serve((_, response) => response.writeHead(status, { location: '/there' }).end('text'))
  const redirect = location === undefined ? {} : { location }
  expect(await ask(url, options)).toEqual({ kind: 'answered', status, text: 'text', ...redirect })
})

test('a document is sent by its method, with its kind and the caller’s headers', async () => {
  let got: { method?: string | undefined; headers: IncomingHttpHeaders; text: string } | undefined
  const url = await serve(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    got = { method: request.method, headers: request.headers, text }
    response.end('{"ok":true}')
  })
  const answer = await sendJson('DELETE', url, { a: 1 }, options, { authorization: 'Bearer x' })
  expect(answer).toEqual({ kind: 'answered', status: 200, body: { ok: true } })
  expect(got).toMatchObject({ method: 'DELETE', text: '{"a":1}' })
  expect(got?.headers).toMatchObject({ 'content-type': 'application/json', authorization: 'Bearer x' })
})

test.each<[string, RequestListener, string]>([
  ['a page', (_, response) => response.end('<html>'), '200 with something that is not JSON'],
  [
    'a text',
    (_, response) => response.writeHead(400).end('no such\n'),
    '400 with the text “no such”, which is not JSON',
  ],
  [
    'a proxy’s page',
    (_, response) => response.writeHead(502).end('<html><title> 502 Bad\nGateway </title></html>'),
    '502 with the page “502 Bad\nGateway”, which is not JSON',
  ],
  ['nothing', (_, response) => response.writeHead(502).end(), '502 with nothing'],
  [
    'a redirect',
    (_, response) => response.writeHead(301, { location: 'https://elsewhere/' }).end('Moved'),
    '301 with a redirect to https://elsewhere/',
  ],
])('%s instead of JSON is no answer, and the problem says what came', async (_, listener, problem) => {
  const url = await serve(listener)
  expect(await getJson(url, options)).toEqual({ kind: 'unanswered', problem: `${url.origin} answered ${problem}` })
})

test.each<[string, RequestListener, RegExp]>([
  ['a connection that breaks', request => request.socket.destroy(), /ECONNRESET|socket hang up/],
  [
    'an answer cut short',
    (_, response) => response.writeHead(200, { 'content-length': 99 }).write('{', () => response.destroy()),
    /aborted|ECONNRESET/,
  ],
  ['an answer that never ends', (_, response) => endless(response), /larger than 8388608 bytes/],
])('%s is no answer, and says why', async (_, listener, problem) => {
  expect(await ask(await serve(listener), options)).toEqual({
    kind: 'unanswered',
    problem: expect.stringMatching(problem),
  })
})

function endless(response: Parameters<RequestListener>[1]): void {
  const chunk = 'x'.repeat(1024 * 1024)
  const more = (): void => {
    if (!response.destroyed) response.write(chunk, more)
  }
  more()
}

test.each<[string, RequestListener]>([
  ['does not answer', () => {}],
  ['stops in the middle of its answer', (_, response) => void response.writeHead(200).write('a')],
])('a server that %s is given up after the timeout', async (_, listener) => {
  const url = await serve(listener)
  expect(await ask(url, { ...options, timeout: milliseconds(50) })).toEqual({
    kind: 'unanswered',
    problem: `${url.origin} did not answer within 50 ms`,
  })
})

test('a caller that gives up ends the question', async () => {
  const controller = new AbortController()
  const url = await serve(() => controller.abort())
  expect(await ask(url, { ...options, signal: controller.signal })).toMatchObject({ kind: 'unanswered' })
})

test('a port without a listener is no answer', async () => {
  const url = await serve(() => {})
  server?.close()
  expect(await ask(url, options)).toEqual({ kind: 'unanswered', problem: expect.stringMatching(/ECONNREFUSED/) })
})
