import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Notification } from './core/page.ts'

/** What the control port offers; only the loopback interface reaches it. */
export interface ControlDeps {
  readonly port: number
  /** Commands that change the stack must carry this; it lies in a file that only the stack's user can read. */
  readonly token: string
  readonly status: () => unknown
  readonly pages: () => unknown
  readonly notified: (notification: Notification) => Promise<void>
  readonly hold: (part: string) => Promise<void>
  readonly release: (part: string) => void
}

export interface ControlServer {
  close(): Promise<void>
}

const LARGEST_BODY_BYTES = 1_048_576

/** Listens for Alertmanager's notifications, for `npm run status` and for drills. Rejects when the port is taken. */
export async function startControl(deps: ControlDeps): Promise<ControlServer> {
  const server = createServer((request, response) => {
    answer(deps, request).then(
      ({ status, body }) => reply(response, status, body),
      error => reply(response, 500, { error: error instanceof Error ? error.message : String(error) }),
    )
  })
  server.listen(deps.port, '127.0.0.1')
  await once(server, 'listening')
  return {
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

async function answer(deps: ControlDeps, request: IncomingMessage): Promise<Answer> {
  const route = `${request.method} ${request.url}`
  if (route === 'GET /status') return { status: 200, body: deps.status() }
  if (route === 'GET /pages') return { status: 200, body: { pages: deps.pages() } }
  if (route === 'POST /notifications') {
    await deps.notified(JSON.parse(await readBody(request)))
    return { status: 200, body: {} }
  }
  const [, part = '', verb = ''] = /^POST \/parts\/([a-z0-9-]+)\/(hold|release)$/.exec(route) ?? []
  if (part === '') return { status: 404, body: { error: `Nothing answers ${route}` } }
  if (request.headers.authorization !== `Bearer ${deps.token}`)
    return { status: 401, body: { error: 'The token is missing or wrong' } }
  if (verb === 'hold') await deps.hold(part)
  else deps.release(part)
  return { status: 200, body: {} }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > LARGEST_BODY_BYTES) throw new RangeError(`The body is larger than ${LARGEST_BODY_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`)
}
