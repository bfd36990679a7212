import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestEdge } from '../../services/edge/edge.testkit.ts'

/** Event streams that are opened again whenever they end, as EventSource does. */
export interface Listeners {
  /** The releases that the open streams come from; one entry for each. */
  readonly releases: readonly string[]
  readonly reconnects: number
  /** Streams that broke off in the middle, where the app did not end them. */
  readonly torn: number
  /** Attempts to open one that were not answered by the app. */
  readonly refused: number
  /** Forgets what was counted. */
  reset(): void
  leave(): Promise<void>
}

/** What a stream waits before it is opened again: the second that the app asks for, at the pace of the test. */
const RETRY_MS = 100

/** Opens streams at a host of the edge, each from an address of its own in 127.2.0.0/24; resolves when all are open. */
export async function startListeners(edge: TestEdge, host: string, path: string, count: number): Promise<Listeners> {
  const open = new Map<number, string>()
  const counts = { reconnects: 0, torn: 0, refused: 0 }
  const leaving = new AbortController()
  const connect = async (listener: number): Promise<IncomingMessage | undefined> => {
    const outgoing = request({
      host: '127.0.0.1',
      port: edge.httpsPort,
      ca: edge.ca,
      servername: host,
      path,
      headers: { host, accept: 'text/event-stream' },
      localAddress: `127.2.0.${1 + listener}`,
      agent: false,
      signal: leaving.signal,
    })
    outgoing.end()
    const [response] = await once(outgoing, 'response')
    if (response.statusCode === 200) return response
    response.resume()
    return undefined
  }
  const listenOnce = async (listener: number): Promise<void> => {
    const response = await connect(listener).catch(() => undefined)
    if (leaving.signal.aborted) return
    if (response === undefined) {
      counts.refused += 1
      return
    }
    try {
      for await (const chunk of response.setEncoding('utf8')) {
        const [, release] = /^data: (.+)$/m.exec(chunk) ?? []
        if (release !== undefined) open.set(listener, release)
      }
    } catch {
      if (!leaving.signal.aborted) counts.torn += 1
    }
    open.delete(listener)
    counts.reconnects += 1
  }
  const listen = async (listener: number): Promise<void> => {
    while (!leaving.signal.aborted) {
      await listenOnce(listener)
      await sleep(RETRY_MS)
    }
  }
  const listening = Array.from({ length: count }, (_, listener) => listen(listener))
  while (open.size < count) await sleep(RETRY_MS)
  return {
    get releases() {
      return [...open.values()]
    },
    get reconnects() {
      return counts.reconnects
    },
    get torn() {
      return counts.torn
    },
    get refused() {
      return counts.refused
    },
    reset: () => void Object.assign(counts, { reconnects: 0, torn: 0, refused: 0 }),
    async leave() {
      leaving.abort()
      await Promise.all(listening)
    },
  }
}
