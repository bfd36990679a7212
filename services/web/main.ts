import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { runAsService } from '../../adapters/command/process-io.ts'

import { readPassword } from '../../adapters/files/password-file.ts'
import { createLog, type Log } from '../../adapters/log.ts'
import { cannotStart } from '../../lib/command/cannot-start.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { EXIT, type GoodOrBad } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { describeError } from '../../lib/describe-error.ts'
import { isExternal } from '../../lib/system-error.ts'
import { createApp } from './app.ts'
import { readSettings, SETTINGS_HELP, type Settings } from './core/settings.ts'
import type { SloDefinition } from './core/slo-list.ts'
import { initialStatus, type Status } from './core/status.ts'
import { createDashboardPages, type DashboardPages } from './dashboard-pages.ts'
import { drain } from './drain.ts'
import { createFaultSwitch } from './fault-switch.ts'
import { createInternalServer } from './internal-server.ts'
import { createMetrics } from './metrics.ts'
import { pollStatus } from './poll-status.ts'
import { createPublicServer } from './public-server.ts'
import { ROUTES } from './routes.ts'
import { followSloList, readSloList } from './slo-list-file.ts'

const PROGRAM = 'The web app'

/** The web app as a command. */
const WEB = defineCommand({
  name: 'node services/web/main.ts',
  summary: 'serve the status page, until asked to end and the last answer is out',
  help: {
    uses: [['node services/web/main.ts', 'as its environment says']],
    environment: SETTINGS_HELP,
  },
  options: {},
  exits: { good: 'asked to end', bad: 'cannot start' },
  endsOn: ['SIGTERM', 'SIGINT'],
  run: (_, io) => run(io),
})

export const main = WEB.run

async function run(io: CommandIo): Promise<GoodOrBad> {
  const { settings, mistakes } = readSettings(io.env)
  const sloList = settings?.sloList ?? (io.env.SLO_LIST || undefined)
  const definitions = sloList === undefined ? [] : await readSloList(sloList)
  const password = await readPassword(settings?.passwordFile ?? (io.env.PASSWORD_FILE || undefined))
  const problems = [
    ...mistakes,
    ...(typeof definitions === 'string' ? [definitions] : []),
    ...('mistake' in password ? [password.mistake] : []),
  ]
  if (settings === undefined || typeof definitions === 'string' || 'mistake' in password) {
    io.stderr(cannotStart(PROGRAM, problems))
    return EXIT.bad
  }
  const log = createLog({
    write: io.stdout,
    now: io.now,
    common: { instance: settings.instance, release: settings.release },
  })
  return serve(settings, definitions, password.password, log, io)
}

async function serve(
  settings: Settings,
  definitions: readonly SloDefinition[],
  password: string | undefined,
  log: Log,
  io: CommandIo,
): Promise<GoodOrBad> {
  let status: Status = initialStatus(definitions)
  const now = () => io.now().toISOString()
  const faults = createFaultSwitch()
  const metrics = createMetrics(settings.release, ROUTES)
  const { siteUrl: url, release, instance, standIns } = settings
  const dashboards = dashboardsOf(settings, now)
  const site = { url, release, instance, standIns, hasDashboards: dashboards !== undefined }
  const app = createApp({
    site,
    names: settings.names,
    status: () => status,
    isDraining: () => io.signal.aborted,
    now,
    dashboards,
    faults,
    log,
    metrics,
  })
  const server = createPublicServer(app.callback(), settings.release)
  const internal = createInternalServer({
    metrics,
    faults: settings.areFaultsAllowed ? faults : undefined,
    log,
    door: { password, names: settings.names },
  })
  try {
    const internalPort = await listen(internal, settings.host, settings.internalPort)
    const port = await listen(server, settings.host, settings.port)
    log.info('listening', { host: settings.host, port, internalPort })
  } catch (error) {
    if (!isExternal(error)) throw error
    io.stderr(cannotStart(PROGRAM, [`Cannot listen on ${settings.host}: ${describeError(error)}`]))
    internal.close()
    return EXIT.bad
  }

  const stop = new AbortController()
  const deps = { ...settings, now, log, definitions: followSloList(settings.sloList, definitions, log, stop.signal) }
  const show = (next: Status): void => {
    status = next
  }
  const polling = pollStatus(deps, status, show, stop.signal)
  if (!io.signal.aborted) await once(io.signal, 'abort')
  log.info('draining', { delaySeconds: settings.drainDelay / 1000 })
  const end = await drain({ server, delay: settings.drainDelay })
  stop.abort()
  await polling
  internal.closeAllConnections()
  internal.close()
  log.info('stopped', { inFlight: end })
  return EXIT.good
}

function dashboardsOf(settings: Settings, now: () => string): DashboardPages | undefined {
  const { dashboardsFolder: folder, prometheusUrl, scrapeInterval } = settings
  return folder === undefined ? undefined : createDashboardPages({ folder, prometheusUrl, scrapeInterval, now })
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

if (import.meta.main) await runAsService(main)
