import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { LABELS, SERIES } from '../../../slo/core/names.ts'
import { METRICS } from '../../prober/contract/names.ts'
import { readFaultDomain } from './fault-domain.ts'
import { watchFigures } from './watch.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  server = undefined
})

/** A scripted fake of Prometheus or the prober: the same answer to every question. */
async function startFake(status: number, body: unknown): Promise<string> {
  server = createServer((_, response) => {
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const id = { [LABELS.id]: 'web-edge-availability' }
const sample = (name: string, labels: Readonly<Record<string, string>>, value: number) => ({
  metric: { __name__: name, ...labels },
  value: [1, String(value)],
})
const RESULT = [sample(SERIES.objective, id, 0.999), sample(METRICS.faultDomain, { domain: 'ingress' }, 1)]

test('the figures are what Prometheus last said', async () => {
  const url = await startFake(200, { status: 'success', data: { resultType: 'vector', result: RESULT } })
  const ending = new AbortController()
  const { current, ended } = watchFigures(url, () => 0, ending.signal)
  expect(current()).toEqual({ slos: [], faultDomain: undefined, blindFor: undefined })
  await expect.poll(() => current().faultDomain).toBe('ingress')
  expect(current()).toMatchObject({ slos: [{ id: 'web-edge-availability', objective: 0.999 }], blindFor: undefined })
  ending.abort()
  await ended
})

test('a hop of which some instances fail, or that is only slow, comes with that', async () => {
  const outcome = (name: string, value: number) => sample(METRICS.faultInstances, { outcome: name }, value)
  const result = [...RESULT, outcome('bad', 1), outcome('good', 1), sample(METRICS.faultSlow, {}, 1)]
  const url = await startFake(200, { status: 'success', data: { resultType: 'vector', result } })
  const ending = new AbortController()
  const { current, ended } = watchFigures(url, () => 0, ending.signal)
  await expect.poll(current).toMatchObject({ faultDomain: 'ingress', faultInstances: '1 of 2', isSlow: true })
  ending.abort()
  await ended
})

test('while Prometheus does not answer, the view is blind since its last word', async () => {
  const url = await startFake(503, 'starting')
  const ending = new AbortController()
  let clock = 1000
  const { current, ended } = watchFigures(url, () => clock, ending.signal)
  clock = 6000
  await expect.poll(() => current().blindFor).toBe(5000)
  ending.abort()
  await ended
})

const signal = new AbortController().signal

test('a faultDomain comes with its evidence', async () => {
  const url = await startFake(200, { domain: 'app', evidence: ['app answers 500', 7], more: true })
  expect(await readFaultDomain(url, signal)).toEqual({ domain: 'app', evidence: ['app answers 500'] })
})

test('a faultDomain without evidence is one', async () => {
  expect(await readFaultDomain(await startFake(200, { domain: 'none' }), signal)).toEqual({
    domain: 'none',
    evidence: [],
  })
})

test.each<[string, number, unknown]>([
  ['an error', 503, { domain: 'app' }],
  ['another document', 200, { faultDomain: 'app' }],
  ['no document', 200, 'app'],
  ['nothing', 200, 'null'],
])('%s is no faultDomain', async (_, status, body) => {
  expect(await readFaultDomain(await startFake(status, body), signal)).toBeUndefined()
})

test('a prober that is not there gives no faultDomain', async () => {
  const url = await startFake(200, {})
  server?.close()
  expect(await readFaultDomain(url, signal)).toBeUndefined()
})
