import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { readDefinitions } from '../../adapters/project.ts'
import { describeError } from '../../lib/describe-error.ts'
import { hasErrors, renderDiagnostics } from '../../lib/diagnostic/diagnostic.ts'
import type { Slo } from '../../slo/core/model.ts'
import type { StackIo } from './io.ts'
import { readStartArguments, START_HELP, type StartArguments } from './plan/arguments.ts'
import { commandIn } from './plan/command-hint.ts'
import type { Part } from './plan/part.ts'
import { writeAndCheck } from './plan/part-files.ts'
import type { StackPlan } from './plan/plan.ts'
import { findPrograms } from './plan/programs.ts'
import { takenPorts } from './plan/taken-ports.ts'
import { forgetMeasurements, prepareParts } from './prepare.ts'
import { runStack } from './run.ts'
import { createPidFiles, type PidFiles } from './supervise/pid-files.ts'
import { pidFolder, STACK_PID } from './supervise/state-file.ts'
import { listenForKeys } from './view/keys.ts'
import { openTerminal, type Terminal } from './view/terminal.ts'

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
  const pidFiles = createPidFiles(pidFolder(folder))
  try {
    // Before anything is looked at or written: of two that start at once, one goes on.
    if (!(await pidFiles.claim(STACK_PID, process.pid))) return refuse(io, await alreadyRuns(start, pidFiles))
  } catch (error) {
    return refuse(io, `Cannot keep files in ${start.folder}: ${describeError(error)}`)
  }
  try {
    const prepared = await prepare(start, folder, pidFiles, terminal, io)
    if (typeof prepared === 'string') return refuse(io, prepared)
    return await runStack({ ...prepared, start, terminal, pidFiles, io })
  } finally {
    await pidFiles.remove(STACK_PID)
  }
}

function refuse(io: StackIo, reason: string): number {
  io.stderr(`${reason}\n\nNothing was started.\n`)
  return 1
}

async function alreadyRuns(start: StartArguments, pidFiles: PidFiles): Promise<string> {
  const pid = (await pidFiles.running(STACK_PID)) ?? 'just now'
  const look = commandIn(start.folder, 'status')
  return `A stack already runs from ${start.folder} (pid ${pid}): look at it with \`${look}\`, or stop it with q or Ctrl-C in its terminal`
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
  pidFiles: PidFiles,
  terminal: Terminal,
  io: StackIo,
): Promise<Prepared | string> {
  try {
    return await prepareOrThrow(start, folder, pidFiles, terminal, io)
  } catch (error) {
    // A file that is missing or cannot be written, a program that fails: the reader can act on it, on a stack trace not.
    return describeError(error)
  }
}

async function prepareOrThrow(
  start: StartArguments,
  folder: string,
  pidFiles: PidFiles,
  terminal: Terminal,
  io: StackIo,
): Promise<Prepared | string> {
  const definitions = await readDefinitions(io.repository, io.env)
  const { programs, mistakes } = findPrograms(io.env)
  if (hasErrors(definitions.diagnostics) || programs === undefined) {
    return [renderDiagnostics(definitions.diagnostics).trimEnd(), ...mistakes].filter(text => text !== '').join('\n')
  }
  // Errors ended the start above; what is left are warnings.
  if (definitions.diagnostics.length > 0) terminal.say(renderDiagnostics(definitions.diagnostics).split('\n'))
  const leftovers = await pidFiles.endLeftovers(process.pid)
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
  return { plan, parts, slos: definitions.slos }
}

if (import.meta.main) {
  const ending = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => ending.abort())
  // The reader of the output has gone, as `| head` does, so the stack ends.
  process.stdout.on('error', () => ending.abort())
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
