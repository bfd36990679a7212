import { Agent, get } from 'node:http'
import { afterEach, expect, test, vi } from 'vitest'
import { milliseconds, seconds } from '../../lib/duration.ts'
import { type RunningApp, startApp } from './app.testkit.ts'
import { drain } from './drain.ts'

let app: RunningApp | undefined
const agent = new Agent({ keepAlive: true })
afterEach(async () => {
  await app?.close()
  agent.destroy()
})

interface Got {
  readonly status: number
  readonly connection: string | undefined
}

/** One request over the kept connections of a proxy-like client. */
function ask(url: string): Promise<Got> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent }, response => {
      response.resume().once('end', () => {
        resolve({ status: response.statusCode ?? 0, connection: response.headers.connection })
      })
    })
    request.once('error', reject)
  })
}

test('a slow answer under way is finished, and its connection goes with it', async () => {
  let isDraining = false
  app = await startApp({ isDraining: () => isDraining })
  app.deps.faults.set({ mode: 'slow', delay: milliseconds(300) })
  const slow = ask(app.url)
  await vi.waitFor(async () => expect(await connections()).toBe(1))
  isDraining = true
  const end = await drain({ server: app.server, delay: milliseconds(0) })
  expect(end).toBe('finished')
  expect(await slow).toEqual({ status: 200, connection: 'close' })
})

test('during the delay requests are served and readiness is refused, and no request fails', async () => {
  let isDraining = false
  app = await startApp({ isDraining: () => isDraining })
  const { url, server } = app
  await Promise.all(Array.from({ length: 8 }, () => ask(url)))
  isDraining = true
  const ended = drain({ server, delay: milliseconds(400) })
  const statuses: number[] = []
  expect((await ask(`${url}/readyz`)).status).toBe(503)
  // A cluster stops sending well before the delay is over, and so does this client.
  const stopAt = performance.now() + 200
  while (performance.now() < stopAt) statuses.push((await ask(url)).status)
  expect(await ended).toBe('finished')
  expect(statuses.length).toBeGreaterThan(0)
  expect(new Set(statuses)).toEqual(new Set([200]))
})

test('after the delay no new connection is accepted', async () => {
  app = await startApp()
  await drain({ server: app.server, delay: milliseconds(0) })
  await expect(ask(app.url)).rejects.toThrow('ECONNREFUSED')
})

test('an answer that takes too long is cut, so that the end comes', async () => {
  app = await startApp()
  app.deps.faults.set({ mode: 'slow', delay: seconds(30) })
  const slow = ask(app.url).then(
    () => 'answered',
    () => 'cut',
  )
  await vi.waitFor(async () => expect(await connections()).toBe(1))
  expect(await drain({ server: app.server, delay: milliseconds(0), inFlightLimit: milliseconds(50) })).toBe('cut')
  expect(await slow).toBe('cut')
})

function connections(): Promise<number> {
  return new Promise((resolve, reject) => {
    app?.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)))
  })
}
