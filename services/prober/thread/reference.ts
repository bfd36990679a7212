import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { performance } from 'node:perf_hooks'
import { type Duration, milliseconds, seconds } from '../../../lib/duration.ts'
import { TOLERANCE_SECONDS } from '../contract/bounds.ts'
import type { Route } from '../definition/model.ts'
import { askOnce } from '../sockets/http/ask-once.ts'
import type { LoopWatch } from './loop-watch.ts'
import type { WorkerMessage } from './messages.ts'

/** A server of our own that holds each reply for a known time, probed with the same code as every target. */
export interface Reference {
  /** Whether at least two of the last three measurements were right. */
  isGood(): boolean
  stop(): void
}

const HOLD = milliseconds(5)
const INTERVAL = seconds(5)
const TIMEOUT = seconds(2)

/** Starts the server on a free port of the loopback interface and probes it this often until stopped. */
export async function createReference(
  report: (message: WorkerMessage) => void,
  watch: LoopWatch,
  interval: Duration = INTERVAL,
): Promise<Reference> {
  const server = createServer((_request, response) => {
    const received = performance.now()
    setTimeout(() => {
      // The timer itself may be late: what counts is how long the server held, not how long it meant to.
      const held = performance.now() - received
      response.writeHead(200, { 'x-held-ms': held.toFixed(3) }).end('ok')
    }, HOLD)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  server.unref()
  const route = referenceRoute((server.address() as AddressInfo).port)
  let recent: boolean[] = []
  const isGood = (): boolean => recent.filter(good => !good).length < 2

  const measure = async (): Promise<void> => {
    const start = watch.begin()
    const { response, phases } = await askOnce(route, TIMEOUT)
    watch.end(start)
    const held = Number(response?.headers['x-held-ms']) / 1000
    const errorSeconds = response === undefined ? undefined : Math.abs((phases.wait ?? 0) - held)
    recent = [...recent.slice(-2), errorSeconds !== undefined && errorSeconds <= TOLERANCE_SECONDS]
    report({ type: 'reference', errorSeconds, isGood: isGood() })
  }
  const timer = setInterval(measure, interval)
  // The first request of a thread is slow, because it compiles code: it is made before any sample, and is not reported.
  await askOnce(route, TIMEOUT)
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
