import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { milliseconds, seconds } from '../../../lib/duration.ts'
import { serveTcp, type TestServer } from '../probes/fault-servers.testkit.ts'
import { adoptSocket } from './adopt-socket.ts'
import { createGuard, currentGuard, ProcessingError } from './probe-guard.ts'
import { nextTurn, threadCpu } from './turn.ts'

let server: TestServer
beforeAll(async () => {
  server = await serveTcp(socket => void socket.write('hello'))
})
afterAll(() => server.close())

/** Uses so many milliseconds of processor time, however long a busy machine takes for that. */
function work(duration: number): void {
  const until = threadCpu() + duration
  while (threadCpu() < until);
}

/** Waits on a connection for data, and does something when it comes. */
async function converse(onData: () => void): Promise<void> {
  const socket = adoptSocket(connect(server.port, '127.0.0.1'))
  socket.on('error', () => undefined)
  socket.on('data', onData)
  await once(socket, 'close')
}

test('work that ends by itself gives its value', async () => {
  expect(await createGuard('home', seconds(1)).run(async () => 7)).toBe(7)
})

test('the guard is known to everything that its work causes, and to nothing else', async () => {
  const guard = createGuard('home', seconds(1))
  await guard.run(async () => {
    await sleep(1)
    expect(currentGuard()).toBe(guard)
  })
  expect(currentGuard()).toBeUndefined()
})

test('an exception in the listener of a socket ends the run it belongs to, closes its socket, and hurts no other', async () => {
  const broken = createGuard('broken', seconds(1))
  const good = createGuard('good', seconds(1))
  let isGoodHeard = false
  const [of, other] = await Promise.allSettled([
    broken.run(() =>
      converse(() => {
        throw new TypeError('of our own')
      }),
    ),
    good.run(async () => {
      const socket = adoptSocket(connect(server.port, '127.0.0.1'))
      await once(socket, 'data')
      await sleep(20)
      isGoodHeard = !socket.destroyed
      socket.destroy()
    }),
  ])
  expect(of).toMatchObject({ status: 'rejected', reason: { message: 'of our own' } })
  expect(other.status).toBe('fulfilled')
  expect(isGoodHeard).toBe(true)
})

test('a run that has ended cannot fail any more, and its first exception is the one that counts', async () => {
  const guard = createGuard('home', seconds(1))
  const run = guard.run(() => sleep(1000))
  expect([guard.fail(new Error('first')), guard.fail(new Error('second'))]).toEqual([true, false])
  await expect(run).rejects.toThrow('first')
})

test('what the thread does in the events of a socket is charged to its run, and what others do meanwhile is not', async () => {
  nextTurn()
  const busy = createGuard('busy', seconds(9))
  const idle = createGuard('idle', seconds(9))
  const waiting = idle.run(() => sleep(80))
  await busy.run(async () => {
    const socket = adoptSocket(connect(server.port, '127.0.0.1'))
    socket.on('data', () => {
      work(60)
      socket.destroy()
    })
    await once(socket, 'close')
  })
  await waiting
  expect(busy.spent).toBeGreaterThan(50)
  expect(busy.spentInTurn()).toBe(busy.spent)
  expect(idle.spent).toBeLessThan(busy.spent / 2)
  nextTurn()
  expect(busy.spentInTurn()).toBe(0)
})

test('an answer that costs more than it may ends its connection, and the guard says so', async () => {
  const guard = createGuard('costly', milliseconds(20))
  let errors = 0
  await guard.run(async () => {
    const socket = adoptSocket(connect(server.port, '127.0.0.1'))
    socket.on('error', error => {
      if (error instanceof ProcessingError) errors += 1
    })
    socket.on('data', () => work(40))
    await new Promise(resolve => socket.on('close', resolve))
  })
  expect(errors).toBe(1)
  expect(guard.overspent?.message).toBe('The answer cost the prober more than 20 ms of processing time')
})

test('our own judging is charged, and held against no answer', async () => {
  nextTurn()
  const guard = createGuard('home', milliseconds(20))
  expect(guard.charge(() => work(40))).toBeUndefined()
  expect(guard.spent).toBeGreaterThan(30)
  expect(guard.overspent).toBeUndefined()
})

test('what is charged within what is charged counts once', () => {
  nextTurn()
  const guard = createGuard('home', seconds(9))
  guard.charge(() => guard.charge(() => work(60)))
  expect(guard.spent).toBeGreaterThan(50)
  expect(guard.spent).toBeLessThan(110)
})
