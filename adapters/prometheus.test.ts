import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { milliseconds, seconds } from '../lib/duration.ts'
import { deleteSamples, queryInstant } from './prometheus.ts'

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

const options = { timeout: seconds(2), signal: new AbortController().signal }

test('a vector becomes readings with their labels, and the query arrives unharmed', async () => {
  let asked: string | null = null
  const url = await startFakePrometheus((request, response) => {
    asked = new URL(request.url ?? '', 'http://fake').searchParams.get('query')
    const sample = { metric: { __name__: 'slo:objective:ratio', sloth_id: 'a' }, value: [1, '0.999'] }
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [sample] } }))
  })
  const answer = await queryInstant(url, 'a{b=~"c+ & d"}', options)
  expect(asked).toBe('a{b=~"c+ & d"}')
  const labels = { __name__: 'slo:objective:ratio', sloth_id: 'a' }
  expect(answer).toEqual({ kind: 'answered', readings: [{ labels, value: 0.999 }] })
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
  expect(await queryInstant(url, 'x', options)).toEqual({ kind: 'answered', readings: [{ labels: {}, value }] })
})

test('a base address with a path keeps it', async () => {
  let path = ''
  const url = await startFakePrometheus((request, response) => {
    path = (request.url ?? '').split('?')[0] ?? ''
    response.end('{"status":"success","data":{"resultType":"vector","result":[]}}')
  })
  expect(await queryInstant(`${url}/prometheus`, 'x', options)).toEqual({ kind: 'answered', readings: [] })
  expect(path).toBe('/prometheus/api/v1/query')
})

test.each<[string, RequestListener, RegExp]>([
  [
    'an error of Prometheus',
    (_, response) => response.writeHead(400).end('{"status":"error","error":"parse error: unexpected end"}'),
    /^Prometheus answered 400: parse error: unexpected end$/,
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
  expect(await queryInstant(url, 'x', options)).toEqual({ kind: 'unanswered', problem: expect.stringMatching(problem) })
})

test('a server that hangs is given up after the timeout', async () => {
  const url = await startFakePrometheus(() => {})
  const answer = await queryInstant(url, 'x', { ...options, timeout: milliseconds(50) })
  expect(answer).toEqual({ kind: 'unanswered', problem: `${url} did not answer within 50 ms` })
})

test('a port that nobody listens on is no answer', async () => {
  const url = await startFakePrometheus(() => {})
  server?.close()
  expect(await queryInstant(url, 'x', options)).toEqual({
    kind: 'unanswered',
    problem: expect.stringMatching(/ECONNREFUSED/),
  })
})

test('a caller that gives up ends the question', async () => {
  const controller = new AbortController()
  const url = await startFakePrometheus(() => controller.abort())
  expect(await queryInstant(url, 'x', { ...options, signal: controller.signal })).toMatchObject({ kind: 'unanswered' })
})

test('samples are deleted by their selectors and between two moments', async () => {
  let asked = ''
  const url = await startFakePrometheus((request, response) => {
    asked = `${request.method} ${request.url}`
    response.writeHead(204).end()
  })
  await deleteSamples(url, ['a{b="c"}', 'd'], new Date(100_500), new Date(200_000), options)
  const { pathname, searchParams } = new URL(asked.slice('POST '.length), url)
  expect(pathname).toBe('/api/v1/admin/tsdb/delete_series')
  expect(Object.fromEntries(searchParams)).toMatchObject({ start: '100.5', end: '200' })
  expect(searchParams.getAll('match[]')).toEqual(['a{b="c"}', 'd'])
})

test('samples that Prometheus does not delete are an error', async () => {
  const url = await startFakePrometheus((_, response) => response.writeHead(403).end('admin APIs disabled'))
  const deleted = deleteSamples(url, ['a'], new Date(0), new Date(1), options)
  await expect(deleted).rejects.toThrow('Prometheus deleted nothing: it answered 403')
})
