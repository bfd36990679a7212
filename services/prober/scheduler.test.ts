import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { milliseconds } from '../../lib/duration.ts'
import type { WorkerMessage } from './core/finished.ts'
import type { Probe } from './core/model.ts'
import { createLoopWatch } from './loop-watch.ts'
import { serveHttp } from './probes/fault-servers.testkit.ts'
import { exampleProbe, exampleRoute } from './probes/probe.testkit.ts'
import { createScheduler } from './scheduler.ts'

function collect() {
  const told: WorkerMessage[] = []
  const scheduler = createScheduler({
    watch: createLoopWatch(),
    tell: message => void told.push(message),
    nextCron: () => Number.POSITIVE_INFINITY,
    random: () => 0,
    isReferenceGood: () => true,
  })
  const slots = (skipped?: string) =>
    told.filter(message => message.type === 'slot' && (skipped === undefined || message.skipped === skipped))
  return { told, scheduler, slots }
}

function probe(name: string, port: number, paths: 1 | 2 = 1): Probe {
  const schedule = { interval: milliseconds(100), cron: undefined, jitter: milliseconds(0) }
  const routes = [exampleRoute(port), exampleRoute(port, { path: 'ingress' })].slice(0, paths)
  return exampleProbe({ name, schedule, timeout: milliseconds(90), routes })
}

test('with the limit reached a slot is skipped and told, and none waits', async () => {
  const hanging = await serveHttp(() => undefined)
  const { scheduler, slots } = collect()
  scheduler.define(
    ['a', 'b', 'c', 'd', 'e', 'f'].map(name => probe(name, hanging.port)),
    1,
  )
  while (slots('overload').length < 3) await sleep(20)
  scheduler.define([], 1)
  await scheduler.stop()
  await hanging.close()
  expect(slots().length).toBeGreaterThan(slots('overload').length)
})

test('a limit of two takes a probe with two paths at every slot', async () => {
  const server = await serveHttp((_request, response) => response.end())
  const { told, scheduler, slots } = collect()
  scheduler.define([probe('a', server.port, 2)], 2)
  while (told.filter(({ type }) => type === 'round').length < 5) await sleep(20)
  await scheduler.stop()
  await server.close()
  expect(slots('overload')).toEqual([])
})

test('slots that the thread slept through are told as missed, one by one', async () => {
  const server = await serveHttp((_request, response) => response.end())
  const { scheduler, slots } = collect()
  scheduler.define([probe('a', server.port)], 10)
  while (slots().length < 2) await sleep(10)
  const until = performance.now() + 450
  while (performance.now() < until);
  const before = slots().length
  while (slots().length === before) await sleep(10)
  await scheduler.stop()
  await server.close()
  expect(slots('missed').length).toBeGreaterThanOrEqual(3)
  expect(slots('missed').length).toBeLessThanOrEqual(5)
})

test('a confirmation looks three times at every path, and is no slot', async () => {
  const server = await serveHttp((_request, response) => response.end())
  const { told, scheduler, slots } = collect()
  const slow = {
    ...probe('a', server.port, 2),
    schedule: { interval: milliseconds(60_000), cron: undefined, jitter: milliseconds(0) },
  }
  scheduler.define([slow], 10)
  scheduler.confirm('a')
  while (!told.some(({ type }) => type === 'round')) await sleep(20)
  await scheduler.stop()
  await server.close()
  const roles = told.flatMap(message => (message.type === 'finished' ? message.finished.role : []))
  expect(roles).toEqual(new Array(6).fill('confirm'))
  expect(slots()).toEqual([])
})
