import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { runAsService } from '../../adapters/command/process-io.ts'
import { startCronJobs } from '../../adapters/cron-jobs.ts'
import { readPassword } from '../../adapters/files/password-file.ts'
import { watchFiles } from '../../adapters/files/watch-files.ts'
import { createLog, type Log } from '../../adapters/log.ts'
import { readProbeDefinitions } from '../../adapters/probe-definitions.ts'
import { cannotStart } from '../../lib/command/cannot-start.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { EXIT, type GoodOrBad } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { count } from '../../lib/count.ts'
import { describeError } from '../../lib/describe-error.ts'
import { type Diagnostic, hasErrors, renderDiagnostic, renderDiagnostics } from '../../lib/diagnostic/diagnostic.ts'
import { milliseconds } from '../../lib/duration.ts'
import { isExternal } from '../../lib/system-error.ts'
import { readSettings, SETTINGS_HELP, type Settings } from './core/settings.ts'
import type { Definitions } from './definition/model.ts'
import { onPaths } from './definition/on-paths.ts'
import { createInternalServer, type RejectedDefinitions } from './internal-server.ts'
import { openMaintenanceFile } from './maintenance-file.ts'
import { createMaintenanceStore } from './maintenance-store.ts'
import { createMetrics } from './metrics.ts'
import { createProber } from './prober.ts'

/** How long running probes may still finish after the prober was asked to end. */
const GRACE = milliseconds(1500)

const PROGRAM = 'The prober'

/** The prober as a command. */
const PROBER = defineCommand({
  name: 'node services/prober/main.ts',
  summary: 'probe what a definitions file names, until asked to end',
  help: {
    uses: [['node services/prober/main.ts', 'as its environment says']],
    environment: SETTINGS_HELP,
    notes: 'One probe, now: `npm run probe -- NAME`.',
  },
  options: {},
  exits: { good: 'asked to end', bad: 'cannot start' },
  endsOn: ['SIGTERM', 'SIGINT'],
  run: (_, io) => probe(io),
})

export const main = PROBER.run

async function probe(io: CommandIo): Promise<GoodOrBad> {
  const { settings, mistakes } = readSettings(io.env)
  const { value: definitions, diagnostics } = readDefinitions(settings, io)
  const password = await readPassword(settings.passwordFile)
  const isWrong = 'mistake' in password
  if (isWrong || mistakes.length > 0 || hasErrors(diagnostics)) {
    const all = isWrong ? [...mistakes, password.mistake] : mistakes
    io.stderr(renderDiagnostics(diagnostics))
    io.stderr(cannotStart(PROGRAM, [...all, ...mistakeIn(diagnostics)]))
    return EXIT.bad
  }
  const log = createLog({ write: io.stdout, now: io.now, common: { vantage: settings.vantage } })
  return serve(settings, definitions, password.password, log, io)
}

async function serve(
  settings: Settings,
  first: Definitions,
  password: string | undefined,
  log: Log,
  io: CommandIo,
): Promise<GoodOrBad> {
  let definitions = first
  let { files } = first
  const nowWall = () => io.now().getTime()
  const metrics = createMetrics({ vantage: settings.vantage, version: io.env.RELEASE || 'dev' })
  const maintenance = createMaintenanceStore(await openMaintenanceFile(settings.stateFolder, nowWall(), log))
  const prober = createProber({ ...settings, metrics, log, nowWall, maintenanceReason: maintenance.reason })
  const probes = () => definitions.probes.map(({ name }) => name)
  let rejected: RejectedDefinitions | undefined
  const port = { showsMetricsOnly: settings.showsMetricsOnly, password }
  const deps = { metrics, prober, maintenance, probes, rejected: () => rejected, nowWall, log, ...port }
  const server = createInternalServer(deps)
  if (!(await listens(server, settings, io))) {
    await prober.stop(milliseconds(0))
    return EXIT.bad
  }
  let stopJobs = () => {}
  const apply = (next: Definitions): void => {
    definitions = next
    maintenance.define(next.maintenance)
    stopJobs()
    stopJobs = announceWindows(next, nowWall, log)
    prober.define(next)
    rejected = undefined
    metrics.reloaded(true, nowWall() / 1000)
  }
  const reload = (): void => {
    const { value, diagnostics } = readDefinitions(settings, io)
    // Also when they are rejected: a file that is missing may appear.
    files = value.files
    if (hasErrors(diagnostics)) {
      metrics.reloaded(false, nowWall() / 1000)
      const problems = diagnostics.map(renderDiagnostic)
      rejected = { since: rejected?.since ?? io.now().toISOString(), problems }
      log.error('definitions rejected, keeping the previous', { problems })
      return
    }
    apply(value)
    log.info('definitions loaded', { probes: value.probes.length })
  }
  apply(first)
  announceKept(maintenance, nowWall(), log)
  io.onSignal('SIGHUP', reload)
  watchFiles(() => [settings.probesFile, ...files], reload, io.signal)
  const { port: listening } = server.address() as AddressInfo
  log.info('listening', { host: settings.host, port: listening, probes: first.probes.length })

  if (!io.signal.aborted) await once(io.signal, 'abort')
  stopJobs()
  await prober.stop(GRACE)
  closeAtOnce(server)
  log.info('stopped')
  return EXIT.good
}

/** The definitions as they can be used from here. */
function readDefinitions({ probesFile, paths }: Settings, io: CommandIo): ReturnType<typeof readProbeDefinitions> {
  const { value, diagnostics } = readProbeDefinitions(probesFile, io.env)
  return { value: onPaths(value, paths), diagnostics }
}

/** Logs each maintenance that began before this process. */
function announceKept(maintenance: ReturnType<typeof createMaintenanceStore>, nowWall: number, log: Log): void {
  for (const { probes, reason, until } of maintenance.current(nowWall))
    log.warn('maintenance continues', { probes, reason, until: new Date(until).toISOString() })
}

/** Mistakes in the definitions, which were shown with their places, in a sentence. */
function mistakeIn(diagnostics: readonly Diagnostic[]): readonly string[] {
  const [first, ...others] = diagnostics.filter(({ severity }) => severity === 'error')
  if (first === undefined) return []
  const more = others.length === 0 ? '' : `, and ${count(others.length, 'more error')}`
  return [`${first.message} [${first.file}:${first.line}]${more}`]
}

/** Opens the internal port; says so when it cannot be had. */
async function listens(server: Server, { host, port }: Settings, io: CommandIo): Promise<boolean> {
  try {
    server.listen(port, host)
    await once(server, 'listening')
    return true
  } catch (error) {
    if (!isExternal(error)) throw error
    io.stderr(cannotStart(PROGRAM, [`Cannot listen on ${host}:${port}: ${describeError(error)}`]))
    return false
  }
}

function closeAtOnce(server: Server): void {
  server.close()
  server.closeAllConnections()
}

/** Logs each maintenance window as it opens, as one that is started by hand. */
function announceWindows({ maintenance }: Definitions, nowWall: () => number, log: Log): () => void {
  const jobs = maintenance.map(({ cron, duration, probes, reason }) => {
    const run = (): void => {
      const until = new Date(nowWall() + duration).toISOString()
      log.warn('maintenance window opened', { probes, reason, until })
    }
    return { expression: cron, run }
  })
  return startCronJobs(jobs, error => log.error('maintenance window not announced', { error }))
}

if (import.meta.main) await runAsService(main)
