import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, expect, test, vi } from 'vitest'
import { createLog } from '../../adapters/log.ts'
import { milliseconds, seconds } from '../../lib/duration.ts'
import { LABELS, SERIES } from '../../slo/core/names.ts'
import { listenAnywhere } from './app.testkit.ts'
import { DEFINED, page } from './core/status.testkit.ts'
import { initialStatus, type Status } from './core/status.ts'
import { pollStatus } from './poll-status.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** A scripted fake of Prometheus or of the pager. */
async function startFake(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  return `http://127.0.0.1:${await listenAnywhere(server)}`
}

const OBJECTIVE = { metric: { __name__: SERIES.objective, [LABELS.id]: DEFINED.id }, value: [0, '0.999'] }
const vector = (...result: object[]) => JSON.stringify({ status: 'success', data: { resultType: 'vector', result } })

const answerWell: RequestListener = (_, response) => void response.end(vector(OBJECTIVE))

interface Polling {
  readonly seen: Status[]
  readonly messages: string[]
  stop(): Promise<void>
}

function poll(prometheusUrl: string, pagesUrl?: string): Polling {
  const seen: Status[] = []
  const messages: string[] = []
  const log = createLog({ write: line => void messages.push(JSON.parse(line).msg), now: () => new Date(0) })
  const stop = new AbortController()
  let tick = 0
  // Each reading of the clock is a second later, so that a test knows every moment.
  const now = () => new Date(tick++ * 1000).toISOString()
  const timings = { interval: milliseconds(5), timeout: seconds(5) }
  const ended = pollStatus(
    { prometheusUrl, pagesUrl, now, log, ...timings },
    initialStatus([DEFINED]),
    status => void seen.push(status),
    stop.signal,
  )
  return {
    seen,
    messages,
    async stop() {
      stop.abort()
      await ended
    },
  }
}

test('the status follows Prometheus, keeps the last good figures while it is silent, and recovers', async () => {
  let isAnswering = true
  const url = await startFake((request, response) =>
    isAnswering ? answerWell(request, response) : response.writeHead(503).end('{}'),
  )
  const polling = poll(url)
  await vi.waitFor(() => expect(polling.seen.length).toBeGreaterThan(0))
  expect(polling.seen[0]).toMatchObject({
    silentSince: undefined,
    snapshot: { slos: [{ id: DEFINED.id, objective: 0.999 }] },
  })

  isAnswering = false
  await vi.waitFor(() => expect(polling.seen.at(-1)?.silentSince).toBeDefined())
  const silent = polling.seen.at(-1)
  expect(silent?.silentSince).toBe(silent?.snapshot?.takenAt)
  await vi.waitFor(() => expect(polling.seen.at(-1)).not.toBe(silent))
  expect(polling.seen.at(-1)?.snapshot).toBe(silent?.snapshot)

  isAnswering = true
  await vi.waitFor(() => expect(polling.seen.at(-1)?.silentSince).toBeUndefined())
  await polling.stop()
  expect(polling.messages).toEqual(['prometheus does not answer', 'prometheus answers again'])
})

test('a status without any answer says since when it waits', async () => {
  const polling = poll(await startFake(request => request.socket.destroy()))
  await vi.waitFor(() => expect(polling.seen.length).toBeGreaterThan(2))
  await polling.stop()
  expect(polling.seen.map(({ silentSince }) => silentSince)).toEqual(polling.seen.map(() => '1970-01-01T00:00:00.000Z'))
  expect(polling.seen.at(-1)?.snapshot).toBeUndefined()
})

test('pages are kept while the pager is silent, and marked', async () => {
  let isAnswering = true
  const prometheus = await startFake(answerWell)
  const pager = await startFake((request, response) =>
    isAnswering ? response.end(JSON.stringify({ pages: [page()] })) : request.socket.destroy(),
  )
  const polling = poll(prometheus, `${pager}/pages`)
  await vi.waitFor(() => expect(polling.seen.at(-1)?.pages).toMatchObject({ source: 'answering', pages: [page()] }))
  isAnswering = false
  await vi.waitFor(() => expect(polling.seen.at(-1)?.pages).toMatchObject({ source: 'silent', pages: [page()] }))
  await polling.stop()
  expect(polling.seen.at(-1)?.silentSince).toBeUndefined()
  expect(polling.messages).toEqual(['pager does not answer'])
})

test('the loop ends with its signal, also in the middle of a question, and shows nothing more', async () => {
  const asked = Promise.withResolvers<void>()
  const polling = poll(await startFake(() => asked.resolve()))
  await asked.promise
  await polling.stop()
  expect(polling.seen).toEqual([])
  expect(polling.messages).toEqual([])
})

test('the loop ends with its signal in the middle of the wait', async () => {
  const url = await startFake(answerWell)
  const stop = new AbortController()
  const log = createLog({ write: () => {}, now: () => new Date(0) })
  const deps = { prometheusUrl: url, pagesUrl: undefined, now: () => '', log, interval: seconds(3600) }
  await pollStatus(deps, initialStatus([]), () => stop.abort(), stop.signal)
  expect(stop.signal.aborted).toBe(true)
})
