import type { Server } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { createLog } from '../../adapters/log.ts'
import { listenAnywhere } from './app.testkit.ts'
import { createFaultSwitch, type FaultSwitch } from './fault-switch.ts'
import { createInternalServer } from './internal-server.ts'
import { createMetrics } from './metrics.ts'
import { ROUTES } from './routes.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function start(faults: FaultSwitch | undefined): Promise<string> {
  const log = createLog({ write: () => {}, now: () => new Date(0) })
  server = createInternalServer({
    metrics: createMetrics('v1', ROUTES),
    faults,
    log,
    door: { password: undefined, names: undefined },
  })
  return `http://127.0.0.1:${await listenAnywhere(server)}`
}

function post(url: string, body: string, type = 'application/json'): Promise<Response> {
  return fetch(`${url}/faults`, { method: 'POST', headers: { 'content-type': type }, body })
}

test('metrics are served in the format that Prometheus reads', async () => {
  const response = await fetch(`${await start(undefined)}/metrics`)
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  expect(await response.text()).toContain('app_release_info{release="v1"} 1')
})

test('a fault can be set, looked at and healed', async () => {
  const faults = createFaultSwitch()
  const url = await start(faults)
  expect(await (await post(url, '{"mode":"slow","delay":"2s"}')).json()).toEqual({ mode: 'slow', delay: '2s' })
  expect(faults.current()).toEqual({ mode: 'slow', delay: 2000 })
  expect(await (await fetch(`${url}/faults`)).json()).toEqual({ mode: 'slow', delay: '2s' })
  await post(url, '{"mode":"none"}')
  expect(faults.current()).toEqual({ mode: 'none' })
})

test.each<[string, number, string, string]>([
  ['an unknown mode', 400, '{"mode":"burn"}', 'application/json'],
  ['what is no JSON', 400, 'mode=errors', 'application/json'],
  ['a form that a foreign web page could send', 415, '{"mode":"errors"}', 'text/plain'],
  ['a body that is too large', 413, `{"mode":"errors","x":"${'x'.repeat(2000)}"}`, 'application/json'],
])('%s is refused with %d and breaks nothing', async (_, status, body, type) => {
  const faults = createFaultSwitch()
  const response = await post(await start(faults), body, type)
  expect(response.status).toBe(status)
  expect(await response.json()).toEqual({ error: expect.stringMatching(/\w/) })
  expect(faults.current()).toEqual({ mode: 'none' })
})

test('without permission no fault can be injected or read', async () => {
  const url = await start(undefined)
  expect((await post(url, '{"mode":"errors"}')).status).toBe(403)
  expect((await fetch(`${url}/faults`)).status).toBe(403)
})

test('nothing else is there', async () => {
  const url = await start(createFaultSwitch())
  const asked = ['/', '/healthz', '/constructor'].map(path => fetch(url + path).then(({ status }) => status))
  expect(await Promise.all(asked)).toEqual([404, 404, 404])
})
