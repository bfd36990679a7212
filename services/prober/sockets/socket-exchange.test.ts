import { once } from 'node:events'
import type { Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { steadyNow } from '../../../adapters/steady-clock.ts'
import { serveTcp, type TestServer } from '../probes/fault-servers.testkit.ts'
import { exampleProbe, exampleRoute } from '../probes/probe.testkit.ts'
import { exchangeOnSocket } from './socket-exchange.ts'

let server: TestServer
let onConnection: (socket: Socket) => void = () => undefined
beforeEach(async () => {
  server = await serveTcp(socket => onConnection(socket))
})
afterEach(() => server.close())

/** One exchange with a server that does this with its connection. */
function converse(serve: (socket: Socket) => void, { send, receive }: { send?: string; receive?: string } = {}) {
  onConnection = serve
  return exchangeOnSocket({
    route: exampleRoute(server.port),
    expect: { ...exampleProbe().expect, receive },
    send,
    deadlineSteady: steadyNow() + 60_000,
    slotNumber: 1,
  })
}

test('where nothing is sent or expected a connection is enough, and it is closed again', async () => {
  const closed = Promise.withResolvers<void>()
  const { failure, phases, received, address } = await converse(socket => {
    // A connection that is not read never sees its end.
    socket.resume().once('close', closed.resolve)
  })
  expect([failure, Object.keys(phases), received]).toEqual([undefined, ['connect'], undefined])
  expect(phases.connect).toBeGreaterThan(0)
  expect(address).toBe(`127.0.0.1:${server.port}`)
  await closed.promise
})

test('what is sent arrives, though no reply is expected', async () => {
  const arrived = Promise.withResolvers<string>()
  const { failure, phases } = await converse(socket => socket.once('data', data => arrived.resolve(String(data))), {
    send: 'ping\r\n',
  })
  expect([failure, phases.send !== undefined]).toEqual([undefined, true])
  expect(await arrived.promise).toBe('ping\r\n')
})

test('a reply is waited for until it is as expected, however it is cut', async () => {
  const { failure, received, phases } = await converse(
    async socket => {
      await once(socket, 'data')
      socket.write('+PO')
      setTimeout(() => socket.write('NG\r\n'), 30)
    },
    { send: 'PING\r\n', receive: 'PONG' },
  )
  expect([failure, received]).toEqual([undefined, '+PONG\r\n'])
  expect(phases.wait).toBeGreaterThan(0)
})

test('of a server that sends more than 64 KiB of anything else no more is kept', async () => {
  const { received = '' } = await converse(
    socket => {
      const more = () => void socket.write('x'.repeat(10_000), () => socket.destroyed || setImmediate(more))
      more()
    },
    { receive: 'PONG' },
  )
  expect(received.length).toBe(65_536)
  expect(received).not.toContain('PONG')
})

test('a server that closes before it has replied is reported as closed, in the phase it did so', async () => {
  const { failure } = await converse(socket => socket.once('data', () => socket.end()), {
    send: 'PING\r\n',
    receive: 'PONG',
  })
  expect(failure).toMatchObject({ phase: 'wait', reason: 'closed' })
})
