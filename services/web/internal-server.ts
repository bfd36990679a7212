import type { Server } from 'node:http'
import {
  createJsonServer,
  type Door,
  errorReply,
  jsonReply,
  type Reply,
  type Routes,
  takingJson,
} from '../../adapters/json-server.ts'
import type { Log } from '../../adapters/log.ts'
import { formatDuration } from '../../lib/duration.ts'
import { type Fault, readFault } from './core/fault.ts'
import type { FaultSwitch } from './fault-switch.ts'
import type { WebMetrics } from './metrics.ts'

export interface InternalDeps {
  readonly metrics: WebMetrics
  /** Undefined where breaking things on purpose is not allowed. */
  readonly faults: FaultSwitch | undefined
  readonly log: Log
  readonly door: Door
}

const LARGEST_BODY_BYTES = 1024

/** The server of the internal port: metrics for Prometheus, faults for drills. */
export function createInternalServer({ metrics, faults, log, door }: InternalDeps): Server {
  const routes: Routes = {
    'GET /metrics': async () => ({ status: 200, type: metrics.contentType, body: await metrics.expose() }),
    'GET /faults': () => (faults === undefined ? FORBIDDEN : jsonReply(faultDocument(faults.current()))),
    'POST /faults': faults === undefined ? () => FORBIDDEN : takingJson(LARGEST_BODY_BYTES, setFault(faults, log)),
  }
  return createJsonServer(routes, (error, path) => log.error('internal request failed', { path, error }), door)
}

const FORBIDDEN = errorReply(403, 'Faults are not allowed here: start the app with FAULTS_ALLOWED=yes')

function setFault(faults: FaultSwitch, log: Log): (body: unknown) => Reply {
  return body => {
    const fault = readFault(body)
    if (typeof fault === 'string') return errorReply(400, fault)
    faults.set(fault)
    log.warn('fault set', faultDocument(fault))
    return jsonReply(faultDocument(fault))
  }
}

function faultDocument(fault: Fault): { readonly mode: string; readonly delay?: string; readonly part?: number } {
  return fault.mode === 'slow' ? { mode: fault.mode, delay: formatDuration(fault.delay) } : fault
}
