import { afterEach, beforeEach, expect, test } from 'vitest'
import { startUpstream, type TestUpstream } from '../../tests/upstream.testkit.ts'
import { ask, SITE_HOST, sendBytes, startEdge, type TestEdge } from './edge.testkit.ts'

let upstream: TestUpstream
let edge: TestEdge
beforeEach(async () => {
  upstream = await startUpstream()
  edge = await startEdge([upstream.address])
})
afterEach(async () => {
  await edge.stop()
  await upstream.close()
})

const FLOODER = '127.0.0.9'

test('a flood from one address is answered 429, and other addresses are still served', async () => {
  await edge.stop()
  // At one request a minute it is the burst alone that decides, however slowly this machine sends.
  edge = await startEdge([upstream.address], {}, site => site.replace('rate=50r/s', 'rate=1r/m'))
  const flood = async () => Promise.all(Array.from({ length: 90 }, () => ask(edge, { from: FLOODER })))
  const answers = [...(await flood()), ...(await flood())]
  const refused = answers.filter(({ status }) => status === 429)
  // A first request, and a burst of a hundred on top of it.
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(101)
  expect(refused).toHaveLength(79)
  expect(refused[0]?.headers).toMatchObject({ 'x-served-by': 'edge', 'x-content-type-options': 'nosniff' })
  expect(upstream.received).toHaveLength(101)
  expect((await ask(edge, { from: '127.0.0.10' })).status).toBe(200)
  expect((await ask(edge, { from: FLOODER, path: '/edge-health' })).status).toBe(200)
})

test('the hundredth connection at once from one address is served, the next is answered 429', async () => {
  const waiting: (() => void)[] = []
  upstream.answerWith((_, response) => {
    waiting.push(() => response.writeHead(200, { 'x-served-by': 'app' }).end('fine'))
  })
  const held = Array.from({ length: 100 }, () => ask(edge, { from: FLOODER }))
  await expect.poll(() => waiting.length, { timeout: 10_000 }).toBe(100)
  expect(await ask(edge, { from: FLOODER })).toMatchObject({ status: 429, headers: { 'x-served-by': 'edge' } })
  for (const finish of waiting) finish()
  expect(new Set((await Promise.all(held)).map(({ status }) => status))).toEqual(new Set([200]))
})

/** Throws on a byte that is no UTF-8, as strict readers of logs do. */
const STRICT = new TextDecoder('utf-8', { fatal: true })

test('each request is one line of JSON, however hostile its path, name and user agent', async () => {
  const agents = ['"}\\', '\t"status":200,"x":"', '$request_id', 'π \xff', '']
  for (const agent of agents) {
    const head = `GET /edge-health/${encodeURIComponent(agent)} HTTP/1.1\r\nHost: ${SITE_HOST}\r\nConnection: close\r\n`
    await sendBytes(edge, Buffer.from(`${head}User-Agent: ${agent}\r\n\r\n`, 'latin1'))
  }
  const paths = ['/\xff\xfe', '/"\\', '/%ff%00', '/%22%0a', '/\x01', '/?token=secret', '/?\xff']
  for (const path of paths) {
    await sendBytes(edge, Buffer.from(`GET ${path} HTTP/1.1\r\nHost: \xe9vil\r\nConnection: close\r\n\r\n`, 'latin1'))
  }
  for (const bytes of ['\x16\x03\r\n\r\n', 'GET\r\n\r\n', 'GET /\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\n'])
    await sendBytes(edge, bytes)
  await ask(edge, { path: '/last' })
  // Nginx writes a request's line after its answer, so the last one may come later than what it is about.
  await expect.poll(() => edge.log()).toHaveLength(agents.length + paths.length + 5)
  const lines = (await edge.log()).map(line => JSON.parse(STRICT.decode(line)))
  expect(JSON.stringify(lines)).not.toContain('secret')
  expect(lines.slice(0, agents.length).map(({ userAgent }) => userAgent)).toEqual([
    '"}\\',
    '\t"status":200,"x":"',
    '$request_id',
    '(not ASCII)',
    '',
  ])
  expect(lines.slice(agents.length, agents.length + paths.length).map(({ path, host }) => [path, host])).toEqual([
    ['(not ASCII)', '(not ASCII)'],
    ['/"\\', '(not ASCII)'],
    // A request that Nginx cannot parse has neither path nor name; its line is still there.
    ['', SITE_HOST],
    ['/%22%0a', '(not ASCII)'],
    ['', SITE_HOST],
    ['/', '(not ASCII)'],
    ['/', '(not ASCII)'],
  ])
  expect(lines.at(-1)).toMatchObject({
    method: 'GET',
    path: '/last',
    host: SITE_HOST,
    protocol: 'HTTP/1.1',
    status: 200,
    answeredBy: 'app',
    tls: 'TLSv1.3',
    upstream: upstream.address,
    upstreamStatus: '200',
    upstreamSeconds: expect.stringMatching(/^\d+\.\d{3}$/),
    durationSeconds: expect.any(Number),
  })
})
