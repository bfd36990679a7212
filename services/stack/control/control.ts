import { once } from 'node:events'
import type { Server } from 'node:http'
import type { Registry } from 'prom-client'
import { createJsonServer, errorReply, jsonReply, type Reply, takingJson } from '../../../adapters/json-server.ts'
import { field } from '../../../lib/json/parse.ts'
import type { Notification } from './page.ts'

/** What the control port offers; only the loopback interface reaches it. */
export interface ControlDeps {
  readonly port: number
  readonly password: string
  readonly status: () => unknown
  /** The pages, and what must be known beside them. */
  readonly pages: () => unknown
  readonly metrics: Registry
  readonly notified: (notification: Notification) => Promise<void>
  /** Breaks something on purpose; the answer says what is wrong with the wish. */
  readonly startDrill: (name: string) => Promise<string | undefined>
  /** Renews the lease of the drill. */
  readonly renewDrill: () => void
  readonly endDrill: () => Promise<void>
}

export interface ControlServer {
  close(): Promise<void>
}

const LARGEST_BODY_BYTES = 1_048_576

/** Listens for Alertmanager's notifications, for `npm run status` and for drills. Rejects when the port is taken. */
export async function startControl(deps: ControlDeps): Promise<ControlServer> {
  const { metrics, password } = deps
  // A failure is in the answer, and the caller reports it.
  const server = createJsonServer(
    {
      'GET /status': () => jsonReply(deps.status()),
      'GET /pages': () => jsonReply(deps.pages()),
      'GET /metrics': async () => ({ status: 200, type: metrics.contentType, body: await metrics.metrics() }),
      'POST /notifications': takingJson(LARGEST_BODY_BYTES, body => takeNotification(deps, body)),
      'POST /drills/:name': (_, name) => startDrill(deps, name),
      'PUT /drills': () => {
        deps.renewDrill()
        return DONE
      },
      'DELETE /drills': async () => {
        await deps.endDrill()
        return DONE
      },
    },
    () => undefined,
    password,
  )
  server.listen(deps.port, '127.0.0.1')
  await once(server, 'listening')
  return { close: () => closeServer(server) }
}

const DONE = jsonReply({})

async function closeServer(server: Server): Promise<void> {
  server.close()
  server.closeAllConnections()
  if (server.listening) await once(server, 'close')
}

async function takeNotification(deps: ControlDeps, body: unknown): Promise<Reply> {
  const notification = readNotification(body)
  if (notification === undefined) return errorReply(400, 'This is not a notification of Alertmanager')
  await deps.notified(notification)
  return DONE
}

async function startDrill(deps: ControlDeps, name: string): Promise<Reply> {
  const problem = await deps.startDrill(name)
  return problem === undefined ? DONE : errorReply(409, problem)
}

/** A notification as far as it is used, or undefined when the document is none. */
function readNotification(value: unknown): Notification | undefined {
  const isOne =
    typeof field(value, 'groupKey') === 'string' &&
    typeof field(value, 'status') === 'string' &&
    Array.isArray(field(value, 'alerts'))
  // What else stands in a notification is read with care where it is used.
  return isOne ? (value as Notification) : undefined
}
