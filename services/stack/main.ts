import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { hasErrors, renderDiagnostics } from '../../lib/diagnostic.ts'
import type { Slo } from '../../slo/model.ts'
import { readStartArguments, START_HELP, type StartArguments } from './arguments.ts'
import { readDefinitions } from './definitions.ts'
import type { StackIo } from './io.ts'
import { listenForKeys } from './keys.ts'
import type { Part } from './part.ts'
import { writeAndCheck } from './part-files.ts'
import { createPidFiles } from './pid-files.ts'
import type { StackPlan } from './plan.ts'
import { forgetMeasurements, prepareParts } from './prepare.ts'
import { findPrograms } from './programs.ts'
import { runStack } from './run.ts'
import { pidFolder, STACK_PID } from './state-file.ts'
import { takenPorts } from './taken-ports.ts'
import { openTerminal, type Terminal } from './terminal.ts'

/** Runs the stack until it is asked to end; gives the exit code. */
export async function main(argv: readonly string[], io: StackIo): Promise<number> {
  const reading = readStartArguments(argv)
  if (reading.kind === 'help') {
    io.stdout.write(START_HELP)
    return 0
  }
  if (reading.kind === 'mistakes') {
    io.stderr(`${reading.mistakes.join('\n')}\n\n${START_HELP}`)
    return 2
  }
  const { start } = reading
  const folder = path.resolve(io.repository, start.folder)
  const terminal = openTerminal(io.stdout, io.env, io.now)
  const prepared = await prepare(start, folder, terminal, io)
  if (typeof prepared === 'string') {
    io.stderr(`${prepared}\n\nNothing was started.\n`)
    return 1
  }
  return runStack({ ...prepared, start, terminal, io })
}

interface Prepared {
  readonly plan: StackPlan
  readonly parts: readonly Part[]
  readonly slos: readonly Slo[]
}

/** Everything that is to be done before the first process; or all that stands in the way, as text for a person. */
async function prepare(
  start: StartArguments,
  folder: string,
  terminal: Terminal,
  io: StackIo,
): Promise<Prepared | string> {
  const running = await createPidFiles(pidFolder(folder)).running(STACK_PID)
  if (running !== undefined) {
    return `A stack already runs from ${start.folder} (pid ${running}): look at it with \`npm run status\`, or stop it with q or Ctrl-C in its terminal`
  }
  const definitions = await readDefinitions(io.repository, io.env)
  const { programs, mistakes } = findPrograms(io.env)
  if (hasErrors(definitions.diagnostics) || programs === undefined) {
    return [renderDiagnostics(definitions.diagnostics).trimEnd(), ...mistakes].filter(text => text !== '').join('\n')
  }
  // Errors ended the start above; what is left are warnings.
  if (definitions.diagnostics.length > 0) terminal.say(renderDiagnostics(definitions.diagnostics).split('\n'))
  const leftovers = await createPidFiles(pidFolder(folder)).endLeftovers()
  if (leftovers.length > 0) terminal.say([`ended what an earlier stack left behind: ${leftovers.join(', ')}`])
  const taken = await takenPorts(start.ports, programs)
  if (taken.length > 0) return taken.join('\n')
  if (start.isFresh) await forgetMeasurements(folder)
  const { plan, parts } = await prepareParts({
    ports: start.ports,
    programs,
    repository: io.repository,
    folder,
    environment: io.env,
    rules: definitions.rules,
    now: io.now(),
  })
  const complaints = await writeAndCheck(parts)
  if (complaints.length > 0) return complaints.join('\n')
  await createPidFiles(pidFolder(folder)).write(STACK_PID, process.pid)
  return { plan, parts, slos: definitions.slos }
}

if (import.meta.main) {
  const ending = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => ending.abort())
  const keys = listenForKeys(process.stdin, () => ending.abort())
  process.exitCode = await main(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: text => void process.stderr.write(text),
    env: process.env,
    repository: path.resolve(import.meta.dirname, '../..'),
    now: () => new Date(),
    monotonic: () => performance.now(),
    signal: ending.signal,
  })
  keys.close()
}
