import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createTcpServer } from 'node:net'
import { text as readAll } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeCluster, startFakeCluster } from '../../ci/e2e/fake-cluster.testkit.ts'
import { seconds } from '../../lib/duration.ts'
import { freePort } from '../processes/ports.ts'
import { askInside, podsBehind } from './ask-inside.ts'
import { applyObject } from './objects.ts'
import { forwardTo } from './port-forward.ts'

const POD = { namespace: 'leadline', pod: 'prober-1', port: 17300 }

let fake: FakeCluster
let inside: Server
beforeEach(async () => {
  fake = await startFakeCluster()
  inside = createServer((request, response) =>
    response.end(request.url === '/large' ? 'x'.repeat(3 << 20) : 'measured'),
  )
  await new Promise<void>(resolve => inside.listen(0, '127.0.0.1', resolve))
  fake.podPorts.set('leadline/prober-1:17300', (inside.address() as AddressInfo).port)
})
afterEach(() => {
  inside.closeAllConnections()
  inside.close()
  fake.close()
})

const ask = (path: string, patience = seconds(5), target = POD) => askInside(fake.cluster, target, path, patience)

test('a port of a pod is asked over HTTP through the API server', async () => {
  expect(await ask('/metrics')).toEqual({ status: 200, text: 'measured' })
})

test('three mebibytes come whole', async () => {
  expect((await ask('/large')).text.length).toBe(3 << 20)
})

test('bytes go both ways, and the end of the pod is the end of the stream', async () => {
  const echo = createTcpServer(socket => socket.once('data', data => socket.end(`${data} and back`)))
  await new Promise<void>(resolve => echo.listen(0, '127.0.0.1', resolve))
  fake.podPorts.set('leadline/prober-1:17300', (echo.address() as AddressInfo).port)
  const stream = await forwardTo(fake.cluster, POD)
  stream.write('there')
  expect(await readAll(stream)).toBe('there and back')
  echo.close()
})

test('a pod that is not there is said in the API server’s words', async () => {
  await expect(ask('/', seconds(5), { ...POD, pod: 'gone' })).rejects.toThrow(
    'Cannot forward port 17300 of leadline/gone: pods "gone" not found',
  )
})

test('a port on which nothing listens is said', async () => {
  fake.podPorts.set('leadline/prober-1:17300', await freePort())
  await expect(ask('/')).rejects.toThrow('Port 17300 of leadline/prober-1 cannot be reached: nothing listens there')
})

test('a pod that never answers is given up', async () => {
  const silent = createTcpServer(() => undefined)
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
  fake.podPorts.set('leadline/prober-1:17300', (silent.address() as AddressInfo).port)
  await expect(ask('/', seconds(0.2))).rejects.toThrow('does not answer: no answer within 200 ms')
  silent.close()
})

test('an API server that never opens one is given up', async () => {
  const silent = createTcpServer(() => undefined)
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
  const { port } = silent.address() as AddressInfo
  const cluster = {
    ...fake.cluster,
    dial: async (path: string) => ({ url: new URL(path, `http://127.0.0.1:${port}`), options: {} }),
  }
  await expect(forwardTo(cluster, POD, seconds(0.2))).rejects.toThrow('opened no port-forward within 200 ms')
  silent.close()
})

test('the ready pods behind a Service are known, each with its port', async () => {
  await applyObject(
    fake.cluster,
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'prober-x', namespace: 'leadline', labels: { 'kubernetes.io/service-name': 'prober' } },
      ports: [{ name: 'metrics', port: 17300 }],
      endpoints: [
        { targetRef: { kind: 'Pod', name: 'prober-1' }, conditions: { ready: true } },
        { targetRef: { kind: 'Pod', name: 'prober-2' }, conditions: { ready: false } },
      ],
    },
    'test',
  )
  const place = { namespace: 'leadline', service: 'prober' }
  expect(await podsBehind(fake.cluster, { ...place, portName: 'metrics' })).toEqual([POD])
  expect(await podsBehind(fake.cluster, { ...place, portName: 'other' })).toEqual([])
})
