import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { watchFiles } from '../../adapters/files/watch-files.ts'
import { createLog, describeError, type Log } from '../../adapters/log.ts'
import { hasErrors, renderDiagnostic, renderDiagnostics } from '../../lib/diagnostic/diagnostic.ts'
import { milliseconds } from '../../lib/duration.ts'
import { type Environment, readSettings, SETTINGS_HELP, type Settings } from './core/settings.ts'
import type { Definitions } from './definition/model.ts'
import { createInternalServer } from './internal-server.ts'
import { loadDefinitions } from './load-definitions.ts'
import { openMaintenanceFile } from './maintenance-file.ts'
import { createMaintenanceStore } from './maintenance-store.ts'
import { createMetrics } from './metrics.ts'
import { createProber } from './prober.ts'

/** What the prober uses of its process. */
export interface ProberIo {
  readonly argv: readonly string[]
  readonly env: Environment
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  readonly now: () => Date
  /** Aborts when the prober is asked to end. */
  readonly signal: AbortSignal
  /** Calls back whenever the prober is asked to reload its definitions. */
  readonly onReload: (reload: () => void) => void
}

/** How long running probes may still finish after the prober was asked to end. */
const GRACE = milliseconds(1500)

/** Probes until the signal aborts; gives the exit code. */
export async function main(io: ProberIo): Promise<number> {
  if (io.argv.length > 0) {
    const isHelp = io.argv.length === 1 && io.argv[0] === '--help'
    const write = isHelp ? io.stdout : io.stderr
    write(isHelp ? SETTINGS_HELP : `The prober takes no arguments.\n\n${SETTINGS_HELP}`)
    return isHelp ? 0 : 2
  }
  const { settings, mistakes } = readSettings(io.env)
  const { value: definitions, diagnostics } = loadDefinitions(settings.probesFile, io.env)
  if (mistakes.length > 0 || hasErrors(diagnostics)) {
    io.stderr(`The prober cannot start:\n${mistakes.map(mistake => `  - ${mistake}\n`).join('')}`)
    io.stderr(renderDiagnostics(diagnostics))
    return 1
  }
  const log = createLog({ write: io.stdout, now: io.now, common: { vantage: settings.vantage } })
  return serve(settings, definitions, log, io)
}

async function serve(settings: Settings, first: Definitions, log: Log, io: ProberIo): Promise<number> {
  let definitions = first
  let { files } = first
  const nowWall = () => io.now().getTime()
  const metrics = createMetrics({ vantage: settings.vantage, version: io.env.RELEASE || 'dev' })
  const maintenance = createMaintenanceStore(await openMaintenanceFile(settings.stateFolder, nowWall(), log))
  const prober = createProber({ metrics, log, nowWall, maintenanceReason: maintenance.reason })
  const probes = () => definitions.probes.map(({ name }) => name)
  const server = createInternalServer({ metrics, prober, maintenance, probes, nowWall, log })
  try {
    server.listen(settings.port, settings.host)
    await once(server, 'listening')
  } catch (error) {
    io.stderr(
      `The prober cannot start:\n  - Cannot listen on ${settings.host}:${settings.port}: ${describeError(error)}\n`,
    )
    await prober.stop(milliseconds(0))
    return 1
  }
  const apply = (next: Definitions): void => {
    definitions = next
    maintenance.define(next.maintenance)
    prober.define(next)
    metrics.reloaded(true, nowWall() / 1000)
  }
  const reload = (): void => {
    const { value, diagnostics } = loadDefinitions(settings.probesFile, io.env)
    // Also when they are rejected: a file that is missing may appear.
    files = value.files
    if (hasErrors(diagnostics)) {
      metrics.reloaded(false, nowWall() / 1000)
      log.error('definitions rejected, keeping the previous', { problems: diagnostics.map(renderDiagnostic) })
      return
    }
    apply(value)
    log.info('definitions loaded', { probes: value.probes.length })
  }
  apply(first)
  for (const { probes, reason, until } of maintenance.current(nowWall()))
    log.warn('maintenance continues', { probes, reason, until: new Date(until).toISOString() })
  io.onReload(reload)
  watchFiles(() => [settings.probesFile, ...files], reload, io.signal)
  const { port } = server.address() as AddressInfo
  log.info('listening', { host: settings.host, port, probes: first.probes.length })

  if (!io.signal.aborted) await once(io.signal, 'abort')
  await prober.stop(GRACE)
  server.close()
  server.closeAllConnections()
  log.info('stopped')
  return 0
}

if (import.meta.main) {
  const ending = new AbortController()
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => ending.abort())
  process.exitCode = await main({
    argv: process.argv.slice(2),
    env: process.env,
    stdout: text => void process.stdout.write(text),
    stderr: text => void process.stderr.write(text),
    now: () => new Date(),
    signal: ending.signal,
    onReload: reload => void process.on('SIGHUP', reload),
  })
}
