import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { seconds } from '../../../lib/duration.ts'
import { removeFolder, scratchFolder } from '../plan/part.testkit.ts'
import { type ScriptedStack, startScriptedStack } from '../running-stack.testkit.ts'
import { page } from '../stack.testkit.ts'
import { createStackClient } from './stack-client.ts'

const signal = new AbortController().signal
let folder = ''
let stack: ScriptedStack | undefined
let server: Server | undefined
beforeEach(() => {
  folder = scratchFolder()
})
afterEach(async () => {
  await stack?.control.close()
  server?.closeAllConnections()
  server?.close()
  stack = undefined
  server = undefined
  removeFolder(folder)
})

/** A scripted fake of the prober or of Prometheus. */
async function startFake(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const NOWHERE = 'http://127.0.0.1:1'
const UNREACHABLE = {
  pid: 1,
  controlUrl: NOWHERE,
  proberUrl: NOWHERE,
  prometheusUrl: NOWHERE,
  release: 'abc',
  probeEnvironment: {},
}

test('the client reads the status, and commands the stack with its password', async () => {
  stack = await startScriptedStack(folder)
  const client = createStackClient(stack.state, signal)
  expect(await client.status()).toMatchObject({ isReady: true, faultDomain: 'none' })
  expect(await client.pages()).toEqual([page()])
  await client.startDrill('ingress-down')
  await client.endDrill()
  expect(stack.commands).toEqual(['start ingress-down', 'end'])
})

test('the stack’s refusal is passed on as it is', async () => {
  stack = await startScriptedStack(folder, {}, 'The drill "slow-app" is under way')
  const client = createStackClient(stack.state, signal)
  await expect(client.startDrill('ingress-down')).rejects.toThrow('The drill "slow-app" is under way')
  const stranger = createStackClient(
    {
      ...stack.state,
      controlUrl: stack.state.controlUrl.replace('secret', 'wrong'),
    },
    signal,
  )
  await expect(stranger.endDrill()).rejects.toThrow('The password is missing or wrong')
})

test('a stack that does not answer is an error of every call', async () => {
  const client = createStackClient(UNREACHABLE, signal)
  const calls = [client.status(), client.pages(), client.startDrill('edge-down'), client.endDrill()]
  for (const call of calls) await expect(call).rejects.toThrow(/^The stack does not answer: .*ECONNREFUSED/)
  await expect(client.failuresSince(new Date(0))).rejects.toThrow(/^The prober does not answer: /)
})

test('a status that cannot be read is an error with its reason', async () => {
  const url = await startFake((_, response) => response.writeHead(500).end('{"error":"out of memory"}'))
  await expect(createStackClient({ ...UNREACHABLE, controlUrl: url }, signal).status()).rejects.toThrow('out of memory')
})

test('where the fault is that some probes have is said, whatever others have, and nothing while the prober does not answer', async () => {
  const from = '2026-02-05T12:00:00.000Z'
  const fault = (probe: string, domain: string, more = {}) => ({
    ...{ probe, domain, evidence: [`${probe} fails`], from, failures: { [`${probe} app`]: 3 } },
    ...more,
  })
  const faults = [fault('home', 'edge', { until: from }), fault('home', 'app'), fault('neighbour', 'unknown')]
  const [home, shop] = ['home app', 'shop app'].map(route => ({ routes: new Set([route]), timed: new Set<string>() }))
  if (home === undefined || shop === undefined) throw new Error('there are no routes')
  const url = await startFake((_, response) => response.end(JSON.stringify({ faults })))
  const client = createStackClient({ ...UNREACHABLE, proberUrl: url }, signal)
  expect(await client.faultOn(home)).toMatchObject({ domain: 'app', evidence: ['home fails'] })
  expect(await client.faultOn(shop)).toEqual({ domain: 'none', evidence: [] })
  expect(await createStackClient(UNREACHABLE, signal).faultOn(home)).toBeUndefined()
})

test('how many samples were counted is what Prometheus says, and not known while it says nothing', async () => {
  let asked: string | null = null
  const url = await startFake((request, response) => {
    asked = new URL(request.url ?? '', NOWHERE).searchParams.get('query')
    response.end(
      JSON.stringify({
        ...{ status: 'success' },
        data: { resultType: 'vector', result: [{ metric: {}, value: [1, '100.5'] }] },
      }),
    )
  })
  const routes = [{ probe: 'home', path: 'edge' }] as const
  const client = createStackClient({ ...UNREACHABLE, prometheusUrl: url }, signal)
  expect(await client.countedWithin(routes, seconds(578))).toBe(100.5)
  expect(asked).toBe('sum(increase(synthetic_probes_total{probe="home",path="edge",budget="counted"}[578s]))')
  expect(await createStackClient(UNREACHABLE, signal).countedWithin(routes, seconds(578))).toBeUndefined()
})

test('failures since a moment are those of all probes, without invalid samples', async () => {
  let asked: string | undefined
  const url = await startFake((request, response) => {
    asked = request.url
    const failures = { home: [{ traceId: 'a' }, { traceId: 'b', invalid: 'loop-lag' }], shop: [{ traceId: 'c' }] }
    response.end(JSON.stringify(failures))
  })
  const since = new Date('2026-02-05T12:00:00Z')
  expect(await createStackClient({ ...UNREACHABLE, proberUrl: url }).failuresSince(since)).toEqual(['a', 'c'])
  expect(asked).toBe('/failures?since=2026-02-05T12:00:00.000Z')
})

test('a prober that answers with an error has no failures to give, which is not none', async () => {
  const url = await startFake((_, response) => response.writeHead(500).end('{}'))
  await expect(createStackClient({ ...UNREACHABLE, proberUrl: url }).failuresSince(new Date(0))).rejects.toThrow(
    'The prober answered 500',
  )
})
