import { once } from 'node:events'
import { connect as connectTls } from 'node:tls'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startUpstream, type TestUpstream } from '../../tests/upstream.testkit.ts'
import { ask, SITE_HOST, sendBytes, startEdge, type TestEdge } from './edge.testkit.ts'

const WATCHER = '127.0.0.8'
const FLOODER = '127.0.0.9'
const READING = { methods: ['GET', 'HEAD'], watchers: [WATCHER] }
/** At one request a minute it is the burst alone that decides, however slowly this machine sends. */
const SLOWLY = (site: string): string => site.replace('rate=50r/s', 'rate=1r/m')

let upstream: TestUpstream
let edge: TestEdge
beforeEach(async () => {
  upstream = await startUpstream()
  edge = await startEdge([upstream.address], READING, SLOWLY)
})
afterEach(async () => {
  await edge.stop()
  await upstream.close()
})

test.each<[string, string, number]>([
  ['a method that the app does not know', `POST / HTTP/1.1\r\nHost: ${SITE_HOST}\r\n`, 405],
  ['a method that no one knows', `FOO / HTTP/1.1\r\nHost: ${SITE_HOST}\r\n`, 405],
  ['a body where none is read', `GET / HTTP/1.1\r\nHost: ${SITE_HOST}\r\nContent-Length: 5\r\n`, 413],
  ['a body in chunks', `GET / HTTP/1.1\r\nHost: ${SITE_HOST}\r\nTransfer-Encoding: chunked\r\n`, 413],
  ['another site’s name', 'GET / HTTP/1.1\r\nHost: evil.example\r\n', 421],
  ['another site’s name and method', 'POST / HTTP/1.1\r\nHost: evil.example\r\n', 421],
  ['the inner address of a refusal', `GET /edge-refusal/405 HTTP/1.1\r\nHost: ${SITE_HOST}\r\n`, 404],
  ['the inner address of another refusal', `GET /edge-refusal/1 HTTP/1.1\r\nHost: ${SITE_HOST}\r\n`, 404],
])('%s is refused by the edge, and the app never sees it', async (_, head, status) => {
  const answer = await sendBytes(edge, `${head}Connection: close\r\n\r\n`)
  expect(answer.split('\r\n')[0]).toContain(`HTTP/1.1 ${status} `)
  expect(answer).toContain('X-Served-By: edge\r\n')
  expect(answer.includes('Allow: GET, HEAD\r\n')).toBe(status === 405)
  expect(upstream.received).toEqual([])
})

test('a length of nothing is no body', async () => {
  expect((await ask(edge, { headers: { 'content-length': '0' } })).status).toBe(200)
})

test('a request whose body comes slowly is refused before the body is there', async () => {
  const socket = connectTls({ host: '127.0.0.1', port: edge.httpsPort, ca: edge.ca, servername: SITE_HOST })
  socket.write(`POST / HTTP/1.1\r\nHost: ${SITE_HOST}\r\nContent-Length: 1000\r\n\r\na`)
  const [answer] = await once(socket, 'data')
  socket.destroy()
  expect(String(answer)).toMatch(/^HTTP\/1\.1 405 /)
})

test('where bodies are read, the app has the head before the body is there', async () => {
  await edge.stop()
  edge = await startEdge([upstream.address], { methods: ['GET', 'POST'] })
  const socket = connectTls({ host: '127.0.0.1', port: edge.httpsPort, ca: edge.ca, servername: SITE_HOST })
  socket.write(`POST / HTTP/1.1\r\nHost: ${SITE_HOST}\r\nContent-Length: 1000\r\n\r\na`)
  await expect.poll(() => upstream.connections()).toBe(1)
  socket.write('a'.repeat(999))
  const [answer] = await once(socket, 'data')
  socket.destroy()
  expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /)
})

test('what watches the site is not counted by the limits of visitors', async () => {
  const statuses = await Promise.all(
    Array.from({ length: 150 }, async () => (await ask(edge, { from: WATCHER })).status),
  )
  expect(new Set(statuses)).toEqual(new Set([200]))
})

test('a flood of odd requests is limited as any other, and little of it is logged', async () => {
  const flood = await Promise.all(
    Array.from({ length: 300 }, async () => (await ask(edge, { method: 'DELETE', from: FLOODER })).status),
  )
  // A first request, and a burst of a hundred on top of it.
  expect(flood.filter(status => status === 405).length).toBeLessThanOrEqual(101)
  expect(flood.filter(status => status === 429).length).toBeGreaterThanOrEqual(199)
  const logged = async (status: number) =>
    (await edge.log()).filter(line => JSON.parse(line.toString()).status === status).length
  // Nginx writes a request's line after its answer, so the last one may come later than what it is about.
  await expect.poll(() => logged(405)).toBe(flood.filter(status => status === 405).length)
  expect(await logged(429)).toBeLessThan(30)
  expect(await edge.output()).not.toContain('limiting')
})
