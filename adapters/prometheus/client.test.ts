import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { milliseconds, seconds } from '../../lib/duration.ts'
import { createPrometheus } from './client.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  server = undefined
})

/** A scripted fake of Prometheus' HTTP API. */
async function startFakePrometheus(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const options = { timeout: seconds(2) }

test('a vector becomes readings with their labels, and the query arrives as it was written', async () => {
  let asked: string | null = null
  const url = await startFakePrometheus((request, response) => {
    asked = new URL(request.url ?? '', 'http://fake').searchParams.get('query')
    const sample = { metric: { __name__: 'slo:objective:ratio', sloth_id: 'a' }, value: [1, '0.999'] }
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [sample], stats } }))
  })
  const stats = { samples: { totalQueryableSamples: 7 } }
  const answer = await createPrometheus(url, options).instant('a{b=~"c+ & d"}')
  expect(asked).toBe('a{b=~"c+ & d"}')
  const labels = { __name__: 'slo:objective:ratio', sloth_id: 'a' }
  expect(answer).toEqual({ kind: 'answered', readings: [{ labels, value: 0.999 }], samplesLoaded: 7 })
})

test.each<[string, number]>([
  ['+Inf', Infinity],
  ['-Inf', -Infinity],
  ['NaN', Number.NaN],
  ['1e-05', 0.00001],
])('the value %s is read as Prometheus means it', async (text, value) => {
  const url = await startFakePrometheus((_, response) => {
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'scalar', result: [1, text] } }))
  })
  expect(await createPrometheus(url, options).instant('x')).toMatchObject({
    kind: 'answered',
    readings: [{ labels: {}, value }],
  })
})

test('a base address with a path keeps it', async () => {
  let path = ''
  const url = await startFakePrometheus((request, response) => {
    path = (request.url ?? '').split('?')[0] ?? ''
    response.end('{"status":"success","data":{"resultType":"vector","result":[]}}')
  })
  expect(await createPrometheus(`${url}/prometheus`, options).instant('x')).toMatchObject({
    kind: 'answered',
    readings: [],
  })
  expect(path).toBe('/prometheus/api/v1/query')
})

test.each<[string, RequestListener, RegExp]>([
  [
    'an error of Prometheus',
    (_, response) => response.writeHead(400).end('{"status":"error","error":"parse error: unexpected end"}'),
    /^Prometheus answered 400: parse error: unexpected end$/,
  ],
  [
    'a refusal of Grafana, which passes nothing on',
    (_, response) => response.writeHead(404).end('{"message":"Unable to find datasource"}'),
    /^Grafana answered 404: Unable to find datasource$/,
  ],
  ['a page that is not JSON', (_, response) => response.end('<html>'), /is not JSON$/],
  ['JSON of another kind', (_, response) => response.end('[]'), /^Prometheus answered 200: not the answer to a query$/],
  ['a broken connection', request => request.socket.destroy(), /ECONNRESET|socket hang up/],
  [
    'an answer cut short',
    (_, response) => response.writeHead(200, { 'content-length': 99 }).write('{', () => response.destroy()),
    /aborted|ECONNRESET/,
  ],
])('%s is no answer, and says why', async (_, listener, problem) => {
  const url = await startFakePrometheus(listener)
  expect(await createPrometheus(url, options).instant('x')).toMatchObject({
    kind: 'unanswered',
    problem: expect.stringMatching(problem),
  })
})

test('a server that hangs is given up after the timeout', async () => {
  const url = await startFakePrometheus(() => {})
  const answer = await createPrometheus(url, { ...options, timeout: milliseconds(50) }).instant('x')
  expect(answer).toMatchObject({ kind: 'unanswered', problem: `${url} did not answer within 50 ms` })
})

test('a port without a listener is no answer', async () => {
  const url = await startFakePrometheus(() => {})
  server?.close()
  expect(await createPrometheus(url, options).instant('x')).toMatchObject({
    kind: 'unanswered',
    problem: expect.stringMatching(/ECONNREFUSED/),
  })
})

test('a caller that aborts ends the query', async () => {
  const controller = new AbortController()
  const url = await startFakePrometheus(() => controller.abort())
  expect(await createPrometheus(url, { ...options, signal: controller.signal }).instant('x')).toMatchObject({
    kind: 'unanswered',
  })
})

test('a query over a span gives each series with its points', async () => {
  let asked = ''
  const url = await startFakePrometheus((request, response) => {
    asked = request.url ?? ''
    const values = [
      [100, '0.5'],
      [160, '+Inf'],
    ]
    const data = { resultType: 'matrix', result: [{ metric: { path: 'edge' }, values }] }
    response.end(JSON.stringify({ status: 'success', data }))
  })
  const range = { startSeconds: 100, endSeconds: 160, stepSeconds: 60 }
  expect(await createPrometheus(url, options).range('x', range)).toEqual({
    kind: 'answered',
    series: [
      {
        labels: { path: 'edge' },
        points: [
          [100, 0.5],
          [160, Infinity],
        ],
      },
    ],
    samplesLoaded: 0,
  })
  const { pathname, searchParams } = new URL(asked, url)
  expect(pathname).toBe('/api/v1/query_range')
  expect(Object.fromEntries(searchParams)).toMatchObject({ query: 'x', start: '100', end: '160', step: '60' })
})

test('the values of a label are asked for with their selector and span', async () => {
  let asked = ''
  const url = await startFakePrometheus((request, response) => {
    asked = request.url ?? ''
    response.end('{"status":"success","data":["a","b"]}')
  })
  const values = await createPrometheus(url, options).labelValues('job', 'up{x="1"}', {
    startSeconds: 1,
    endSeconds: 2,
  })
  expect(values).toEqual({ kind: 'answered', values: ['a', 'b'] })
  const { pathname, searchParams } = new URL(asked, url)
  expect(pathname).toBe('/api/v1/label/job/values')
  expect(Object.fromEntries(searchParams)).toEqual({ 'match[]': 'up{x="1"}', start: '1', end: '2' })
})

test('given headers are sent with a query', async () => {
  let authorization: string | undefined
  const url = await startFakePrometheus((request, response) => {
    authorization = request.headers.authorization
    response.end('{}')
  })
  await createPrometheus(url, { ...options, headers: { authorization: 'Bearer x' } }).instant('x')
  expect(authorization).toBe('Bearer x')
})

test.each([
  [true, 2],
  [false, 1],
])('with retries %s, a query that is refused as one of too many is sent %d times', async (retries, times) => {
  let asked = 0
  const url = await startFakePrometheus((_, response) => {
    asked += 1
    response.writeHead(asked === 1 ? 429 : 400).end('{}')
  })
  await createPrometheus(url, { ...options, retries }).instant('x')
  expect(asked).toBe(times)
})

test('samples are deleted by their selectors and between two moments', async () => {
  let asked = ''
  const url = await startFakePrometheus((request, response) => {
    asked = `${request.method} ${request.url}`
    response.writeHead(204).end()
  })
  await createPrometheus(`${url}/prometheus/`, options).deleteSamples(
    ['a{b="c"}', 'd'],
    new Date(100_500),
    new Date(200_000),
  )
  const { pathname, searchParams } = new URL(asked.slice('POST '.length), url)
  expect(pathname).toBe('/prometheus/api/v1/admin/tsdb/delete_series')
  expect(Object.fromEntries(searchParams)).toMatchObject({ start: '100.5', end: '200' })
  expect(searchParams.getAll('match[]')).toEqual(['a{b="c"}', 'd'])
})

test('samples that Prometheus does not delete are an error', async () => {
  const url = await startFakePrometheus((_, response) => response.writeHead(403).end('admin APIs disabled'))
  const deleted = createPrometheus(url, options).deleteSamples(['a'], new Date(0), new Date(1))
  await expect(deleted).rejects.toThrow('Prometheus deleted nothing: it answered 403')
})
