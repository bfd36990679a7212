import { once } from 'node:events'
import type { Server } from 'node:http'
import type { Registry } from 'prom-client'
import { createJsonServer, errorReply, jsonReply, type Reply, takingJson } from '../../../adapters/json-server.ts'
import { field } from '../../../lib/json/parse.ts'
import { oneLine } from '../../../lib/text/one-line.ts'
import { SITE_NAMES } from '../plan/plan.ts'
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
    { password, names: SITE_NAMES },
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

/** A document from outside whose texts every view can show as they are. */
function printable(document: unknown): unknown {
  return JSON.parse(JSON.stringify(document), (_, value) => (typeof value === 'string' ? oneLine(value) : value))
}

/** A notification as far as it is used, or undefined when the document is none. */
function readNotification(value: unknown): Notification | undefined {
  const alerts = field(value, 'alerts')
  const isOne = typeof field(value, 'groupKey') === 'string' && isState(value) && Array.isArray(alerts)
  return isOne && alerts.every(isAlert) ? (printable(value) as Notification) : undefined
}

function isState(value: unknown): boolean {
  return field(value, 'status') === 'firing' || field(value, 'status') === 'resolved'
}

function isAlert(value: unknown): boolean {
  const isMoment = (name: string) => !Number.isNaN(Date.parse(String(field(value, name))))
  const hasTexts = (name: string) => isTexts(field(value, name))
  return isState(value) && ['labels', 'annotations'].every(hasTexts) && ['startsAt', 'endsAt'].every(isMoment)
}

function isTexts(value: unknown): boolean {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isRecord && Object.values(value).every(text => typeof text === 'string')
}
