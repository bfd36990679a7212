import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { isPortFree, portHolder } from './ports.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function listen(host: string): Promise<number> {
  const server = createServer().listen(0, host)
  servers.push(server)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

test.each(['127.0.0.1', '0.0.0.0'])('a port with a listener at %s is not free', async host => {
  expect(await isPortFree(await listen(host))).toBe(false)
})

test('a port without a listener is free, and asking does not take it', async () => {
  const port = await listen('127.0.0.1')
  const server = servers.pop()
  server?.close()
  if (server !== undefined) await once(server, 'close')
  expect(await isPortFree(port)).toBe(true)
  expect(await isPortFree(port)).toBe(true)
})

const IS_LINUX = process.platform === 'linux'

describe.runIf(IS_LINUX)(IS_LINUX ? 'on Linux' : 'skipped: this is not Linux', () => {
  test('the holder is named by its program and process number', async () => {
    const port = await listen('127.0.0.1')
    expect(await portHolder(port)).toBe(`node (pid ${process.pid})`)
  })

  test('a port without a listener has no holder', async () => {
    const port = await listen('127.0.0.1')
    const server = servers.pop()
    server?.close()
    if (server !== undefined) await once(server, 'close')
    expect(await portHolder(port)).toBeUndefined()
  })
})
