import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createLog, describeError } from '../../adapters/log.ts'
import { hasErrors, renderDiagnostics } from '../../lib/diagnostic.ts'
import { type Environment, readSettings } from './core/settings.ts'
import { createInternalServer } from './internal-server.ts'
import { loadDefinitions } from './load-definitions.ts'
import { createMetrics } from './metrics.ts'
import { createProber } from './prober.ts'

/** What the prober takes from its process. */
export interface ProberIo {
  readonly env: Environment
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  readonly now: () => Date
  /** Aborts when the prober is asked to end. */
  readonly signal: AbortSignal
}

/** Running probes may finish for so long after the end was asked for. */
const GRACE_MS = 1500

/** Probes until the signal aborts; gives the exit code. */
export async function main(io: ProberIo): Promise<number> {
  const { settings, mistakes } = readSettings(io.env)
  const { value: definitions, diagnostics } = loadDefinitions(settings.probesFile, io.env)
  if (mistakes.length > 0 || hasErrors(diagnostics)) {
    io.stderr(`The prober cannot start:\n${mistakes.map(mistake => `  - ${mistake}\n`).join('')}`)
    io.stderr(renderDiagnostics(diagnostics))
    return 1
  }
  const log = createLog({ write: io.stdout, now: io.now, common: { vantage: settings.vantage } })
  const metrics = createMetrics({ vantage: settings.vantage, version: io.env.RELEASE || 'dev' })
  const prober = createProber({ metrics, log })
  const server = createInternalServer({ metrics, prober, log })
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
  prober.define(definitions)
  metrics.reloaded(true, io.now().getTime() / 1000)
  log.info('listening', {
    host: settings.host,
    port: (server.address() as AddressInfo).port,
    probes: definitions.probes.length,
  })

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
    env: process.env,
    stdout: text => void process.stdout.write(text),
    stderr: text => void process.stderr.write(text),
    now: () => new Date(),
    signal: ending.signal,
  })
}
