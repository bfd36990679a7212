import type { Server } from 'node:http'
import {
  createJsonServer,
  type Door,
  errorReply,
  jsonReply,
  queryOf,
  type Reply,
  type Routes,
  takingJson,
  textReply,
} from '../../adapters/json-server.ts'
import type { Log } from '../../adapters/log.ts'
import { formatDuration } from '../../lib/duration.ts'
import { type FailureLog, failuresSince } from './core/explain/failure-log.ts'
import { readMaintenanceRequest } from './core/slots/maintenance-request.ts'
import type { MaintenanceStore } from './maintenance-store.ts'
import type { ProberMetrics } from './metrics.ts'
import type { Prober } from './prober.ts'

/** Definitions that were refused. */
export interface RejectedDefinitions {
  /** ISO 8601. */
  readonly since: string
  readonly problems: readonly string[]
}

export interface InternalDeps {
  readonly metrics: ProberMetrics
  readonly prober: Prober
  readonly maintenance: MaintenanceStore
  /** Names of the probes defined now. */
  readonly probes: () => readonly string[]
  /** The definitions that were refused since; undefined when those in the file are in force. */
  readonly rejected: () => RejectedDefinitions | undefined
  readonly nowWall: () => number
  readonly log: Log
  readonly door: Door
}

const LARGEST_BODY_BYTES = 4096

/** The server of the internal port; no request can name a target. */
export function createInternalServer(deps: InternalDeps): Server {
  const { metrics, prober, log, door } = deps
  const routes: Routes = {
    'GET /metrics': () => ({ status: 200, type: metrics.contentType, body: metrics.expose() }),
    'GET /healthz': () => textReply('ok'),
    'GET /readyz': () => (prober.isReady ? textReply('ready') : textReply('the first slots have not ended yet', 503)),
    'GET /failures': request => failuresReply(prober.failures, queryOf(request).get('since')),
    'GET /fault-domain': () => jsonReply(prober.localisation),
    'GET /faults': request => faultsReply(prober, queryOf(request).get('since')),
    'GET /definitions': () => jsonReply({ probes: deps.probes(), rejected: deps.rejected() }),
    'GET /maintenance': () => jsonReply(maintenanceDocument(deps)),
    'POST /maintenance': takingJson(LARGEST_BODY_BYTES, body => startMaintenance(deps, body)),
    'DELETE /maintenance': takingJson(LARGEST_BODY_BYTES, () => endMaintenance(deps)),
  }
  return createJsonServer(routes, (error, path) => log.error('internal request failed', { path, error }), door)
}

/** All failures that are kept, or those of slots since a moment. */
function failuresReply(failures: FailureLog, since: string | null): Reply {
  if (since === null) return jsonReply(failures)
  const sinceWall = Date.parse(since)
  if (Number.isNaN(sinceWall)) return errorReply(400, `"${since}" is no time such as 2026-02-05T12:00:00Z`)
  return jsonReply(failuresSince(failures, sinceWall))
}

/** The times in which probes failed, all that are kept or those that had not ended at a moment. */
function faultsReply(prober: Prober, since: string | null): Reply {
  const sinceWall = since === null ? 0 : Date.parse(since)
  if (Number.isNaN(sinceWall)) return errorReply(400, `"${since}" is no time such as 2026-02-05T12:00:00Z`)
  return jsonReply({ faults: prober.faultsSince(sinceWall) })
}

async function startMaintenance(deps: InternalDeps, body: unknown): Promise<Reply> {
  const request = readMaintenanceRequest(body, deps.probes())
  if (typeof request === 'string') return errorReply(400, request)
  const { duration, probes, reason } = request
  const from = deps.nowWall()
  if (!(await deps.maintenance.start({ from, until: from + duration, probes, reason }))) {
    return errorReply(409, 'There are too many maintenances already: end them first')
  }
  const { isKept } = deps.maintenance
  deps.log.warn('maintenance started', { ...request, duration: formatDuration(duration), isKept })
  return jsonReply(maintenanceDocument(deps))
}

async function endMaintenance(deps: InternalDeps): Promise<Reply> {
  const ended = await deps.maintenance.end()
  if (ended > 0) deps.log.warn('maintenance ended', { ended })
  return jsonReply(maintenanceDocument(deps))
}

function maintenanceDocument({ maintenance, nowWall }: InternalDeps): unknown {
  const entries = maintenance.current(nowWall())
  const iso = (momentWall: number) => new Date(momentWall).toISOString()
  const shown = entries.map(entry => ({ ...entry, from: iso(entry.from), until: iso(entry.until) }))
  // With this clock's own time, so that what is left does not depend on the reader's.
  return { maintenance: shown, now: iso(nowWall()), survivesRestart: maintenance.isKept }
}
