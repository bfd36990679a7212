import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { milliseconds, seconds } from '../../../lib/duration.ts'
import { serveHttp, type TestServer } from '../probes/fault-servers.testkit.ts'
import { exampleProbe, exampleRoute } from '../probes/probe.testkit.ts'
import type { WorkerMessage, WorkerOrder } from './messages.ts'

let server: TestServer
beforeEach(async () => {
  server = await serveHttp((request, response) => {
    if (request.url === '/ill') response.writeHead(500)
    if (request.url === '/shy') response.writeHead(404)
    setTimeout(() => response.end(), 150)
  })
})
afterEach(() => server.close())

/** The thread as it ships, and what it has reported. */
function startThread() {
  const thread = new Worker(new URL('./worker.ts', import.meta.url))
  const messages: WorkerMessage[] = []
  thread.on('message', (together: readonly WorkerMessage[]) => messages.push(...together))
  const of = (type: WorkerMessage['type']) => messages.filter(message => message.type === type)
  return { order: (order: WorkerOrder) => thread.postMessage(order), of, end: () => thread.terminate() }
}

const NOTHING = { type: 'define', probes: [], evidence: [], maxInFlight: 10, servedToSteady: {} } as const

test('what the thread reports arrives without anything that comes after it', async () => {
  const { order, of, end } = startThread()
  await expect.poll(() => of('vitals').length).toBeGreaterThan(0)
  order({ type: 'stop' })
  await expect.poll(() => of('stopped').length).toBe(1)
  await end()
})

test('the thread says that it has stopped after the sample of the last probe that ran', async () => {
  const { order, of, end } = startThread()
  const schedule = { interval: milliseconds(400), cron: undefined, jitter: milliseconds(0) }
  const probe = exampleProbe({ schedule, timeout: seconds(60), routes: [exampleRoute(server.port)] })
  order({ ...NOTHING, probes: [probe] })
  await expect.poll(() => of('slot').length).toBeGreaterThan(0)
  order({ type: 'stop' })
  await expect.poll(() => of('stopped').length).toBe(1)
  expect(of('sample').length).toBe(of('slot').length)
  await end()
})

test('a hop is alive when it answers with less than 500, and not when it fails or is not there', async () => {
  const { order, of, end } = startThread()
  const route = (target: string) => exampleRoute(server.port, { target })
  const asked = async (target: string) => {
    const before = of('evidence').length
    order({ ...NOTHING, evidence: [{ hop: 'edge', route: target === '' ? exampleRoute(1) : route(target) }] })
    order({ type: 'gather' })
    await expect.poll(() => of('evidence').length).toBe(before + 1)
    return of('evidence').at(-1)
  }
  expect(await asked('/well')).toMatchObject({ hop: 'edge', isAlive: true })
  expect(await asked('/shy')).toMatchObject({ isAlive: true })
  expect(await asked('/ill')).toMatchObject({ isAlive: false })
  expect(await asked('')).toMatchObject({ isAlive: false })
  await end()
})
