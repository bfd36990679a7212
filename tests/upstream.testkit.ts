import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as an upstream received it. */
interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  readonly body: string
}

export interface TestUpstream {
  readonly address: string
  readonly received: Received[]
  /** How many connections were made to it. */
  connections(): number
  /** How it answers from now on. */
  answerWith(listener: RequestListener): void
  close(): Promise<void>
}

/** The app's answer when a test wants nothing special. */
export const FINE: RequestListener = (_, response) => {
  response.writeHead(200, { 'x-served-by': 'app', 'x-request-id': 'from-app', 'x-powered-by': 'tests' }).end('fine')
}

/** A real HTTP server that remembers what it was sent. */
export async function startUpstream(listener: RequestListener = FINE): Promise<TestUpstream> {
  let answer = listener
  let connections = 0
  const received: Received[] = []
  const server: Server = createServer({ keepAliveTimeout: 60_000 }, async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const { method = '', url = '', headers, rawHeaders } = incoming
    received.push({ method, url, headers, rawHeaders, body: Buffer.concat(chunks).toString() })
    answer(incoming, response)
  })
  server.on('connection', () => {
    connections += 1
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    connections: () => connections,
    answerWith(next) {
      answer = next
    },
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
