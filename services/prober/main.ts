import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { watchFiles } from '../../adapters/files/watch-files.ts'
import { createLog, type Log } from '../../adapters/log.ts'
import { describeError } from '../../lib/describe-error.ts'
import { hasErrors, renderDiagnostic, renderDiagnostics } from '../../lib/diagnostic/diagnostic.ts'
import { type Environment, readSettings, SETTINGS_HELP, type Settings } from './core/settings.ts'
import type { Definitions } from './definition/model.ts'
import { createInternalServer } from './internal-server.ts'
import { loadDefinitions } from './load-definitions.ts'
import { openMaintenanceFile } from './maintenance-file.ts'
import { createMaintenanceBook } from './maintenance-store.ts'
import { createMetrics } from './metrics.ts'
import { createProber } from './prober.ts'

/** What the prober takes from its process. */
export interface ProberIo {
  readonly argv: readonly string[]
  readonly env: Environment
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  readonly now: () => Date
  /** Aborts when the prober is asked to end. */
  readonly signal: AbortSignal
  /** Calls back whenever the prober is asked to read its definitions anew. */
  readonly onReload: (reload: () => void) => void
}

/** Running probes may finish for so long after the end was asked for. */
const GRACE_MS = 1500

/** Probes until the signal aborts; gives the exit code. */
export async function main(io: ProberIo): Promise<number> {
  if (io.argv.length > 0) {
    const isHelp = io.argv.length === 1 && io.argv[0] === '--help'
    const tell = isHelp ? io.stdout : io.stderr
    tell(isHelp ? SETTINGS_HELP : `The prober takes no arguments.\n\n${SETTINGS_HELP}`)
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
  const now = () => io.now().getTime()
  const metrics = createMetrics({ vantage: settings.vantage, version: io.env.RELEASE || 'dev' })
  const maintenance = createMaintenanceBook(await openMaintenanceFile(settings.stateFolder, now(), log))
  const prober = createProber({ metrics, log, now, maintenanceReason: (probe, at) => maintenance.reason(probe, at) })
  const probes = () => definitions.probes.map(({ name }) => name)
  const server = createInternalServer({ metrics, prober, maintenance, probes, now, log })
  try {
    server.listen(settings.port, settings.host)
    await once(server, 'listening')
  } catch (error) {
    io.stderr(
      `The prober cannot start:\n  - Cannot listen on ${settings.host}:${settings.port}: ${describeError(error)}\n`,
    )
    await prober.stop(0)
    return 1
  }
  const takeOver = (next: Definitions): void => {
    definitions = next
    maintenance.define(next.maintenance)
    prober.define(next)
    metrics.reloaded(true, now() / 1000)
  }
  const reload = (): void => {
    const { value, diagnostics } = loadDefinitions(settings.probesFile, io.env)
    // Also of those that are refused: the file they miss may come.
    files = value.files
    if (hasErrors(diagnostics)) {
      metrics.reloaded(false, now() / 1000)
      log.error('definitions refused, going on with those before', { problems: diagnostics.map(renderDiagnostic) })
      return
    }
    takeOver(value)
    log.info('definitions taken over', { probes: value.probes.length })
  }
  takeOver(first)
  for (const { probes, reason, until } of maintenance.current(now()))
    log.warn('maintenance goes on', { probes, reason, until: new Date(until).toISOString() })
  io.onReload(reload)
  watchFiles(() => [settings.probesFile, ...files], reload, io.signal)
  const { port } = server.address() as AddressInfo
  log.info('listening', { host: settings.host, port, probes: first.probes.length })

  if (!io.signal.aborted) await once(io.signal, 'abort')
  await prober.stop(GRACE_MS)
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
