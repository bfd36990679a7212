import { afterEach, beforeEach, expect, test } from 'vitest'
import { freePort } from '../../adapters/processes/ports.ts'
import { type SilentNode, startSilentNode } from '../../tests/silent-node.testkit.ts'
import { type FINE, startUpstream, type TestUpstream } from '../../tests/upstream.testkit.ts'
import { ask, startEdge, type TestEdge } from './edge.testkit.ts'

let upstream: TestUpstream
const edges: TestEdge[] = []
const silent: SilentNode[] = []
beforeEach(async () => {
  upstream = await startUpstream()
})
afterEach(async () => {
  await Promise.all(edges.splice(0).map(edge => edge.stop()))
  for (const node of silent.splice(0)) node.stop()
  await upstream.close()
})

async function edgeBefore(...ingressServers: readonly string[]): Promise<TestEdge> {
  const edge = await startEdge(ingressServers)
  edges.push(edge)
  return edge
}

async function deadAddress(): Promise<string> {
  return `127.0.0.1:${await freePort()}`
}

const METHODS = ['GET', 'HEAD', 'PUT', 'DELETE', 'POST', 'PATCH'] as const

test('connections to upstream are kept and used again', async () => {
  const edge = await edgeBefore(upstream.address)
  for (let i = 0; i < 20; i++) await ask(edge)
  expect(upstream.received).toHaveLength(20)
  expect(upstream.connections()).toBe(1)
  expect(upstream.received[0]?.headers.connection).not.toBe('close')
})

test('while upstream is dead the edge answers with a page of its own, and its health stays good', async () => {
  const edge = await edgeBefore(await deadAddress())
  const answer = await ask(edge)
  expect(answer).toMatchObject({ status: 502, headers: { 'x-served-by': 'edge', 'content-type': 'text/html' } })
  expect(answer.headers['x-content-type-options']).toBe('nosniff')
  expect(answer.body).toContain('<h1>The service does not answer</h1>')
  expect(answer.body).toContain(`Request ${answer.headers['x-request-id']}`)
  expect(await ask(edge, { path: '/edge-health' })).toMatchObject({
    status: 200,
    body: 'ok\n',
    headers: { 'x-served-by': 'edge' },
  })
})

test('an upstream that disconnects or breaks the protocol is a 502 of the edge', async () => {
  const edge = await edgeBefore(upstream.address)
  upstream.answerWith(({ socket }) =>
    socket.end('HTTP/1.1 200 OK\r\nX-Served-By: app\r\nDate: now\r\nbroken\x00\r\n\r\n'),
  )
  expect(await ask(edge)).toMatchObject({ status: 502, headers: { 'x-served-by': 'edge' } })
})

test('an upstream that accepts no connection is a 504 of the edge, on the same page', async () => {
  const node = await startSilentNode()
  silent.push(node)
  const edge = await edgeBefore(node.address)
  const answer = await ask(edge)
  expect(answer).toMatchObject({ status: 504, headers: { 'x-served-by': 'edge', 'content-type': 'text/html' } })
  expect(answer.body).toContain('<h1>The service does not answer</h1>')
})

test.each(METHODS)(
  '%s goes to the next node where the first refuses connections, for it never got there',
  async method => {
    const edge = await edgeBefore(await deadAddress(), upstream.address)
    for (let i = 0; i < 4; i++) expect((await ask(edge, { method, body: 'x' })).status).toBe(200)
    expect(upstream.received).toHaveLength(4)
  },
)

test('a request goes to the next node where the first is silent, as a machine without power is', async () => {
  const node = await startSilentNode()
  silent.push(node)
  const edge = await edgeBefore(node.address, upstream.address)
  expect((await Promise.all([ask(edge), ask(edge), ask(edge)])).map(({ status }) => status)).toEqual([200, 200, 200])
})

test.each(METHODS)('%s is sent once more after it broke off only if it may be repeated', async method => {
  const first = await startUpstream(({ socket }) => socket.destroy())
  const second = await startUpstream(({ socket }) => socket.destroy())
  const edge = await edgeBefore(first.address, second.address)
  expect((await ask(edge, { method, body: 'x' })).status).toBe(502)
  const isRepeatable = method !== 'POST' && method !== 'PATCH'
  expect(first.received.length + second.received.length).toBe(isRepeatable ? 2 : 1)
  await Promise.all([first.close(), second.close()])
})

test.each([500, 502, 503, 504, 429, 404])('an answer of %i is final: no other node is asked', async status => {
  const answers = { 'x-served-by': 'app' }
  const listener: typeof FINE = (_, response) => response.writeHead(status, answers).end('the app’s own page')
  const other = await startUpstream(listener)
  upstream.answerWith(listener)
  const edge = await edgeBefore(upstream.address, other.address)
  for (let i = 0; i < 4; i++) {
    expect(await ask(edge)).toMatchObject({ status, body: 'the app’s own page', headers: { 'x-served-by': 'app' } })
  }
  expect(upstream.received.length + other.received.length).toBe(4)
  await other.close()
})
