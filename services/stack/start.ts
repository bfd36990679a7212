import path from 'node:path'
import { isOutputFile, steadyOutput, writeOutput } from '../../adapters/command/steady-output.ts'
import { sha256 } from '../../adapters/files/sha256.ts'
import { readProject } from '../../adapters/project.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { EXIT, type GoodOrBad } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { describeError } from '../../lib/describe-error.ts'
import { hasErrors, renderDiagnostics } from '../../lib/diagnostic/diagnostic.ts'
import { isExternal } from '../../lib/system-error.ts'
import type { Slo } from '../../slo/core/model.ts'
import { projectRules } from '../monitoring/core/project-rules.ts'
import type { StackIo } from './io.ts'
import { portMistakes, START_HELP, START_OPTIONS, type StartArguments, startArguments } from './plan/arguments.ts'
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
import { type OutputStream, openTerminal, type Terminal } from './view/terminal.ts'

/** `npm start`. */
const START = defineCommand({
  name: 'npm start',
  summary: 'run the whole of Leadline on this machine',
  help: START_HELP,
  options: START_OPTIONS,
  exits: { good: 'stopped by you', bad: 'could not start, or not ready in time' },
  // The reader of the output has gone, as `| head` does, so the stack ends too.
  endsOn: ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGPIPE'],
  mistakes: portMistakes,
  run: ({ values }, io: StackIo) => start(startArguments(values), io),
})

/** Runs the stack until it is asked to end; gives the exit code. */
export const main = START.run

async function start(asked: StartArguments, io: StackIo): Promise<GoodOrBad> {
  const folder = path.resolve(io.repository, asked.folder)
  const terminal = openTerminal(io.screen, io.env, io.now)
  const pidFiles = createPidFiles(pidFolder(folder))
  // Before anything is looked at or written: of two that start at once, one goes on.
  const claim = await unlessRefused(`Cannot keep files in ${asked.folder}: `, () =>
    pidFiles.claim(STACK_PID, process.pid),
  )
  if (typeof claim === 'string') return refuse(io, claim)
  if (!claim) return refuse(io, await alreadyRuns(asked, pidFiles))
  try {
    const prepared = await unlessRefused('', () => prepare(asked, folder, pidFiles, terminal, io))
    if (typeof prepared === 'string') return refuse(io, prepared)
    return await runStack({ ...prepared, start: asked, terminal, pidFiles, io })
  } finally {
    await pidFiles.remove(STACK_PID)
  }
}

/** What work gives, or why the system or a program refused it, as text for a person; a bug of ours stays one. */
async function unlessRefused<T>(lead: string, work: () => Promise<T>): Promise<T | string> {
  try {
    return await work()
  } catch (error) {
    if (!isExternal(error)) throw error
    return `${lead}${describeError(error)}`
  }
}

function refuse(io: StackIo, reason: string): typeof EXIT.bad {
  io.stderr(`${reason}\n\nNothing was started.\n`)
  return EXIT.bad
}

async function alreadyRuns(asked: StartArguments, pidFiles: PidFiles): Promise<string> {
  const pid = (await pidFiles.running(STACK_PID)) ?? 'just now'
  const look = commandIn(asked.folder, 'status')
  return `A stack already runs from ${asked.folder} (pid ${pid}): look at it with \`${look}\`, or stop it with q or Ctrl-C in its terminal`
}

interface Prepared {
  readonly plan: StackPlan
  readonly parts: readonly Part[]
  readonly slos: readonly Slo[]
}

/** Everything that is to be done before the first process; or all that stands in the way, as text for a person. */
async function prepare(
  asked: StartArguments,
  folder: string,
  pidFiles: PidFiles,
  terminal: Terminal,
  io: StackIo,
): Promise<Prepared | string> {
  const { value: project, diagnostics } = await readProject({ repository: io.repository, env: io.env })
  const { programs, mistakes } = findPrograms(io.env)
  if (hasErrors(diagnostics) || programs === undefined) {
    return [renderDiagnostics(diagnostics).trimEnd(), ...mistakes].filter(text => text !== '').join('\n')
  }
  // Errors ended the start above; what is left are warnings.
  if (diagnostics.length > 0) terminal.say(renderDiagnostics(diagnostics).split('\n'))
  const leftovers = await pidFiles.endLeftovers(process.pid)
  if (leftovers.length > 0) terminal.say([`ended what an earlier stack left behind: ${leftovers.join(', ')}`])
  const taken = await takenPorts(asked.ports, programs)
  if (taken.length > 0) return taken.join('\n')
  if (asked.isFresh) await forgetMeasurements(folder)
  const { plan, parts } = await prepareParts({
    ports: asked.ports,
    programs,
    repository: io.repository,
    folder,
    environment: io.env,
    slos: project.slos,
    // Made from the definitions as they are now, so that an edited file counts at the next start.
    rules: projectRules(project.files, project.catalogue.probes, 'npm start', sha256),
    now: io.now(),
  })
  const complaints = await writeAndCheck(parts)
  if (complaints.length > 0) return complaints.join('\n')
  return { plan, parts, slos: project.slos }
}

/** Runs the stack in this process' terminal, whose keys end it too. */
export function startInTerminal(argv: readonly string[], io: CommandIo): Promise<number> {
  // Nothing that the stack and its parts write is for other users, whatever the folder lets through.
  process.umask(OWN_FILES)
  const ending = new AbortController()
  const keys = listenForKeys(process.stdin, () => ending.abort())
  return main(argv, { ...io, screen: screenOf(io), signal: ending.signal }).finally(() => keys.close())
}

/** What is left out of the mode of every new file: for others, and writing for the group. */
const OWN_FILES = 0o027

/** The terminal, or a file that a full disk may refuse: the stack goes on without it, and says how much was lost. */
function screenOf(io: CommandIo): OutputStream {
  if (process.stdout.isTTY || !isOutputFile()) return process.stdout
  const output = steadyOutput({
    write: writeOutput,
    now: io.now,
    lostLine: ({ lines, since, reason }) =>
      `${io.now().toISOString()} ${lines} lines since ${since.toISOString()} are lost: ${reason}\n`,
  })
  return {
    write(text) {
      output.write(text)
      return true
    },
  }
}
