import { afterEach, beforeEach, expect, test } from 'vitest'
import { milliseconds, seconds } from '../../../lib/duration.ts'
import { serveHttp, type TestServer } from '../probes/fault-servers.testkit.ts'
import { exampleProbe, exampleRoute } from '../probes/probe.testkit.ts'
import { createLoopWatch } from './loop-watch.ts'
import type { WorkerMessage } from './messages.ts'
import { createScheduler } from './scheduler.ts'

/** A slot of a probe once a minute starts this much after it came due. */
const JITTER = milliseconds(200)

let server: TestServer
beforeEach(async () => {
  server = await serveHttp((_request, response) => void setTimeout(() => response.end(), 100))
})
afterEach(() => server.close())

function startScheduler() {
  const messages: WorkerMessage[] = []
  const scheduler = createScheduler({
    watch: createLoopWatch(),
    report: message => void messages.push(message),
    cron: { next: () => Number.POSITIVE_INFINITY, between: () => [] },
    random: () => 1,
    isReferenceGood: () => true,
  })
  return {
    scheduler,
    messages,
    count: (type: WorkerMessage['type']) => messages.filter(one => one.type === type).length,
  }
}

test('no probe starts before it is due, also where it is due later than its slot', async () => {
  const { scheduler, messages, count } = startScheduler()
  const schedule = { interval: seconds(1), cron: undefined, jitter: JITTER }
  scheduler.define([exampleProbe({ schedule, routes: [exampleRoute(server.port)] })], 10)
  await expect.poll(() => count('sample')).toBeGreaterThan(0)
  await scheduler.stop()
  const delays = messages.flatMap(message => (message.type === 'sample' ? message.sample.startDelaySeconds : []))
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(-0.005)
})

test('a stop waits for the one probe that still runs, and its sample is reported', async () => {
  const { scheduler, count } = startScheduler()
  const schedule = { interval: milliseconds(300), cron: undefined, jitter: milliseconds(0) }
  scheduler.define([exampleProbe({ schedule, timeout: seconds(20), routes: [exampleRoute(server.port)] })], 10)
  await expect.poll(() => count('slot')).toBeGreaterThan(0)
  await scheduler.stop()
  expect([count('sample'), count('batch')]).toEqual([count('slot'), count('slot')])
})
