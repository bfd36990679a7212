import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { performance } from 'node:perf_hooks'
import { TOLERANCE_SECONDS } from '../contract/bounds.ts'
import type { WorkerMessage } from '../core/judge/sample.ts'
import type { Route } from '../definition/model.ts'
import { askOnce } from '../sockets/ask-once.ts'
import type { LoopWatch } from './loop-watch.ts'

/** A server of our own that holds each reply for a known time, probed through the same code as everything else. */
export interface Reference {
  /** Whether of the last three measurements at least two were near the truth. */
  isGood(): boolean
  stop(): void
}

const HOLD_MS = 5
const EVERY_MS = 5000
const TIMEOUT_MS = 2000

/** Starts the server on a free port of the loopback interface and probes it until stopped. */
export async function createReference(tell: (message: WorkerMessage) => void, watch: LoopWatch): Promise<Reference> {
  const server = createServer((_request, response) => {
    const received = performance.now()
    setTimeout(() => {
      // The timer itself may be late: the truth is what the server held, not what it meant to hold.
      const held = performance.now() - received
      response.writeHead(200, { 'x-held-ms': held.toFixed(3) }).end('ok')
    }, HOLD_MS)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  server.unref()
  const route = referenceRoute((server.address() as AddressInfo).port)
  let recent: boolean[] = []
  const isGood = (): boolean => recent.filter(good => !good).length < 2

  const measure = async (): Promise<void> => {
    const start = performance.now()
    watch.begin()
    const { response, phases } = await askOnce(route, TIMEOUT_MS)
    watch.end(start, Date.now() - (performance.now() - start))
    const held = Number(response?.headers['x-held-ms']) / 1000
    const errorSeconds = response === undefined ? undefined : Math.abs((phases.wait ?? 0) - held)
    recent = [...recent.slice(-2), errorSeconds !== undefined && errorSeconds <= TOLERANCE_SECONDS]
    tell({ type: 'reference', errorSeconds, isGood: isGood() })
  }
  const timer = setInterval(measure, EVERY_MS)
  // The first request of a thread compiles code all the way down: it is made before anything is believed, and not told.
  await askOnce(route, TIMEOUT_MS)
  return {
    isGood,
    stop() {
      clearInterval(timer)
      server.close()
      server.closeAllConnections()
    },
  }
}

function referenceRoute(port: number): Route {
  return {
    path: 'app',
    isSecure: false,
    host: '127.0.0.1',
    port,
    target: '/',
    serverName: '127.0.0.1',
    authority: `127.0.0.1:${port}`,
    addresses: [],
    ca: undefined,
    caFile: undefined,
    resolver: undefined,
  }
}
