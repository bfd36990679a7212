import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { unreadyAt } from './readiness.ts'

const signal = new AbortController().signal

test.each<[number, string | undefined]>([
  [200, undefined],
  [204, 'answers 204'],
  [503, 'answers 503'],
])('the readiness of a part that answers %d is: %s', async (status, problem) => {
  const server = createServer((_, response) => response.writeHead(status).end()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  expect(await unreadyAt(`http://127.0.0.1:${port}/ready`, signal)).toBe(problem)
  server.close()
  await once(server, 'close')
  expect(await unreadyAt(`http://127.0.0.1:${port}/ready`, signal)).toMatch(/ECONNREFUSED/)
})

test('a part that does not answer is waited for no longer when the stack stops', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const stopping = new AbortController()
  server.once('request', () => stopping.abort())
  expect(await unreadyAt(`http://127.0.0.1:${port}/ready`, stopping.signal)).toMatch(/did not answer in time/)
  server.closeAllConnections()
  server.close()
})
