import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { steadyNow } from '../../../adapters/steady-clock.ts'
import { milliseconds } from '../../../lib/duration.ts'
import type { SkipReason } from '../contract/names.ts'
import { phaseOf, slotAfter } from '../core/slots/grid.ts'
import type { Probe } from '../definition/model.ts'
import { serveHttp } from '../probes/fault-servers.testkit.ts'
import { exampleProbe, exampleRoute } from '../probes/probe.testkit.ts'
import { createLoopWatch } from './loop-watch.ts'
import type { WorkerMessage } from './messages.ts'
import { batchOf, createScheduler } from './scheduler.ts'
import type { CronTimes } from './slot-times.ts'

function collect(cron: CronTimes = { next: () => Number.POSITIVE_INFINITY, between: () => [] }) {
  const messages: WorkerMessage[] = []
  const scheduler = createScheduler({
    watch: createLoopWatch(),
    report: message => void messages.push(message),
    cron,
    random: () => 0,
    isReferenceGood: () => true,
  })
  const slots = (skipped?: SkipReason) =>
    messages.flatMap(message =>
      message.type === 'slot' && (skipped === undefined || message.skipped === skipped) ? message : [],
    )
  return { messages, scheduler, slots }
}

function probe(name: string, port: number, paths: 1 | 2 = 1): Probe {
  const schedule = { interval: milliseconds(100), cron: undefined, jitter: milliseconds(0) }
  const routes = [exampleRoute(port), exampleRoute(port, { path: 'ingress' })].slice(0, paths)
  return exampleProbe({ name, schedule, timeout: milliseconds(90), routes })
}

test('with the limit reached a slot is skipped and reported, and none waits', async () => {
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

test('a limit of two takes a probe with two paths', async () => {
  const server = await serveHttp((_request, response) => response.end())
  const { scheduler, slots } = collect()
  scheduler.define([probe('a', server.port, 2)], 2)
  while (slots().length < 2) await sleep(20)
  await scheduler.stop()
  await server.close()
  // At its first slot nothing runs; at later ones a busy machine may still be at the one before.
  const [first] = slots().filter(({ skipped }) => skipped !== 'missed')
  expect(first?.skipped).toBeUndefined()
})

test('slots that the thread slept through are reported as missed, with their number', async () => {
  const server = await serveHttp((_request, response) => response.end())
  const { scheduler, slots } = collect()
  const start = performance.now()
  scheduler.define([probe('a', server.port)], 10)
  while (slots().length < 2) await sleep(10)
  const until = performance.now() + 450
  while (performance.now() < until);
  const before = slots().length
  while (slots().length === before) await sleep(10)
  await scheduler.stop()
  await server.close()
  const missed = slots('missed').reduce((sum, message) => sum + message.count, 0)
  expect(missed).toBeGreaterThanOrEqual(3)
  const reported = slots().reduce((sum, { count }) => sum + count, 0)
  expect(reported).toBeLessThanOrEqual((performance.now() - start) / 100 + 1)
})

test('a confirmation probes every path three times, and is no slot', async () => {
  const server = await serveHttp((_request, response) => response.end())
  const { messages, scheduler, slots } = collect()
  const slow = {
    ...probe('a', server.port, 2),
    schedule: { interval: milliseconds(60_000), cron: undefined, jitter: milliseconds(0) },
  }
  scheduler.define([slow], 10)
  scheduler.confirm('a')
  while (!messages.some(({ type }) => type === 'batch')) await sleep(20)
  await scheduler.stop()
  await server.close()
  const roles = messages.flatMap(message => (message.type === 'sample' ? message.sample.role : []))
  expect(roles).toEqual(new Array(6).fill('confirm'))
  expect(slots()).toEqual([])
})

test.each([
  ['a slot', 'slot', 4000, 4000],
  ['a confirmation', 'confirm', 4000, 1500],
  ['a confirmation of a probe with less', 'confirm', 1000, 1000],
] as const)('%s has its time on every path, one path after the other', (_, role, timeout, allowed) => {
  const asked = { ...probe('a', 80, 2), timeout: milliseconds(timeout) }
  const common = { probe: asked, role, slotNumber: 7, timeout: allowed }
  expect(batchOf(asked, { role, slotSteady: 1000, slotNumber: 7 })).toEqual([
    { ...common, route: asked.routes[0], slotSteady: 1000 },
    { ...common, route: asked.routes[1], slotSteady: 1005 },
  ])
})

test('slots of a cron expression that the thread slept through are reported too', async () => {
  const server = await serveHttp((_request, response) => response.end())
  const everyTenth = (after: number) => (Math.floor(after / 100) + 1) * 100
  const { scheduler, slots } = collect({
    next: (_expression, after) => everyTenth(after),
    between: (_expression, after, until) => {
      const times: number[] = []
      for (let time = everyTenth(after); time <= until; time += 100) times.push(time)
      return times
    },
  })
  const schedule = { interval: milliseconds(100), cron: 'every tenth of a second', jitter: milliseconds(0) }
  scheduler.define([{ ...probe('a', server.port), schedule }], 10)
  while (slots().length < 2) await sleep(10)
  const until = performance.now() + 450
  while (performance.now() < until);
  const before = slots().length
  while (slots().length === before) await sleep(10)
  await scheduler.stop()
  await server.close()
  expect(slots('missed').reduce((sum, message) => sum + message.count, 0)).toBeGreaterThanOrEqual(3)
})

test('no slot of a cron expression is reported twice, though the wall clock counts in whole milliseconds', async () => {
  const server = await serveHttp((_request, response) => response.end())
  const everyTenth = (after: number) => (Math.floor(after / 100) + 1) * 100
  const { scheduler, slots } = collect({
    next: (_expression, after) => everyTenth(after),
    between: (_expression, after, until) => (everyTenth(after) > until ? [] : [everyTenth(after)]),
  })
  const schedule = { interval: milliseconds(100), cron: 'every tenth of a second', jitter: milliseconds(0) }
  const start = performance.now()
  scheduler.define([{ ...probe('a', server.port), schedule }], 10)
  while (slots().length < 30) await sleep(10)
  const reported = slots().reduce((sum, { count }) => sum + count, 0)
  const cameDue = Math.floor((performance.now() - start) / 100) + 1
  await scheduler.stop()
  await server.close()
  expect(reported).toBeLessThanOrEqual(cameDue)
})

test('slots since an earlier thread’s last one are reported as lost with it', async () => {
  const { scheduler, slots } = collect()
  const last = steadyNow() - 1000
  scheduler.define([probe('a', 1), probe('b', 1)], 10, { a: last })
  expect(slots()).toMatchObject([{ probe: 'a', skipped: 'worker_lost' }])
  const lost = slots()[0]?.count ?? 0
  expect(lost).toBeGreaterThanOrEqual(10)
  expect(lost).toBeLessThanOrEqual((steadyNow() - last) / 100 + 1)
  await scheduler.stop()
})

test('the first slot of a probe that an earlier thread never reached is lost with it', async () => {
  const { scheduler, slots } = collect()
  const schedule = { interval: milliseconds(20_000), cron: undefined, jitter: milliseconds(0) }
  const rare = { ...probe('a', 1), schedule }
  const slotSteady = slotAfter(steadyNow() - schedule.interval, schedule.interval, phaseOf('a', schedule.interval))
  scheduler.define([rare], 10, { a: slotSteady - 1 })
  expect(slots()).toMatchObject([{ probe: 'a', skipped: 'worker_lost', count: 1, slotSteady }])
  await scheduler.stop()
})

test('a slot that is due when its probe is redefined is still served', async () => {
  const server = await serveHttp((_request, response) => response.end())
  const { scheduler, slots } = collect()
  const old = probe('a', server.port)
  scheduler.define([old], 10)
  while (slots().length < 1) await sleep(5)
  const before = slots().length
  // The loop is blocked until the next slot has passed, as on a busy machine.
  const until = performance.now() + 150
  while (performance.now() < until);
  scheduler.define([{ ...old, description: 'changed' }], 10)
  expect(slots().length).toBeGreaterThan(before)
  await scheduler.stop()
  await server.close()
})

test('a burst that does not fit beside the slots is left out, and its end is reported', async () => {
  const { messages, scheduler, slots } = collect()
  scheduler.define([probe('a', 1, 2)], 5)
  scheduler.confirm('a')
  scheduler.confirm('gone')
  expect(messages).toEqual([
    { type: 'batch', probe: 'a', role: 'confirm' },
    { type: 'batch', probe: 'gone', role: 'confirm' },
  ])
  await scheduler.stop()
  expect(slots('overload')).toEqual([])
})
