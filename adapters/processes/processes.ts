import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { errorCode } from '../../lib/system-error.ts'

/** A program to run: its output goes to the end of a log file. */
export interface ProcessPlan {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly folder: string
  readonly logFile: string
}

export interface RunningProcess {
  readonly pid: number
  /** Resolves when it has ended, with how it did in words: `exit code 1`, `signal SIGKILL`. */
  readonly ended: Promise<string>
  /** Sends a signal to the process and everything it started. */
  signal(name: NodeJS.Signals): void
}

/**
 * Starts a program in a session of its own, so that Ctrl-C in the terminal reaches only the stack, which then stops the
 * parts in order. `parentDeathWrapper` (util-linux' setpriv) makes the kernel end it should the stack be killed.
 * Rejects when the program cannot be started.
 */
export async function startProcess(plan: ProcessPlan, parentDeathWrapper: string | undefined): Promise<RunningProcess> {
  const log = openLog(plan.logFile)
  const [command, args] =
    parentDeathWrapper === undefined
      ? [plan.command, plan.args]
      : [parentDeathWrapper, ['--pdeathsig', 'TERM', '--', plan.command, ...plan.args]]
  try {
    const child = spawn(command, args, { cwd: plan.folder, env: plan.env, stdio: ['ignore', log, log], detached: true })
    const ended = endOf(child)
    await Promise.race([once(child, 'spawn'), once(child, 'error').then(([error]) => Promise.reject(error))])
    const pid = child.pid
    if (pid === undefined) throw new Error(`Cannot start ${plan.command}: it got no process number`)
    return { pid, ended, signal: name => signalGroup(pid, name) }
  } finally {
    if (log !== 'ignore') closeSync(log)
  }
}

/** A log that cannot be opened, as on a full disk, keeps no program from running. */
function openLog(file: string): number | 'ignore' {
  try {
    return openSync(file, 'a', 0o640)
  } catch (error) {
    if (!['ENOSPC', 'EDQUOT', 'EROFS'].includes(errorCode(error) ?? '')) throw error
    return 'ignore'
  }
}

/** Sends a signal to a process group; one that has already ended is not an error. */
export function signalGroup(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name)
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error
  }
}

async function endOf(child: ChildProcess): Promise<string> {
  return new Promise(resolve => {
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`))
  })
}

/** How much of a log's end is read to find its last lines. */
const TAIL_BYTES = 16_384

/** How large a log file is now; 0 when there is none. */
export async function logSize(file: string): Promise<number> {
  return stat(file).then(
    found => found.size,
    () => 0,
  )
}

/** The last lines of a log file, of those after its first `from` bytes; none when there is no file. */
export async function lastLines(file: string, count: number, from = 0): Promise<readonly string[]> {
  const size = await logSize(file)
  // A log that was cut meanwhile is shorter than it was, and all of it is new.
  const start = Math.max(size - TAIL_BYTES, from > size ? 0 : from)
  if (size === start) return []
  const handle = await open(file)
  try {
    const { buffer } = await handle.read(Buffer.alloc(size - start), 0, size - start, start)
    const text = buffer.toString('utf8').trimEnd()
    return text === '' ? [] : text.split('\n').slice(-count)
  } finally {
    await handle.close()
  }
}
