import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { ExternalError } from '../../lib/system-error.ts'
import { findProgram } from './programs.ts'

/** How a program ended, and what it printed. */
export interface ProgramRun {
  /** Whether its exit code was 0. */
  readonly isGood: boolean
  /** `exit code 1`, `signal SIGKILL`. */
  readonly how: string
  readonly stdout: string
  readonly stderr: string
}

/** Where and how a program runs; in the working folder and with the whole environment, when not said otherwise. */
export interface ProgramOptions {
  readonly folder?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Ends the program; it is then rejected as one that was aborted. */
  readonly signal?: AbortSignal
}

/** More output than this ends the program, so that one that never stops printing cannot fill the memory. */
const LARGEST_OUTPUT_BYTES = 256 * 1024 * 1024

/**
 * Runs a program to its end. An exit code or a signal is a result and no error; rejects when the program cannot be started
 * or prints too much.
 */
export function runProgram(
  command: string,
  args: readonly string[],
  { folder, env, signal: ending }: ProgramOptions = {},
): Promise<ProgramRun> {
  const options = {
    maxBuffer: LARGEST_OUTPUT_BYTES,
    ...(folder && { cwd: folder }),
    ...(env && { env }),
    ...(ending && { signal: ending }),
  }
  return new Promise((resolve, reject) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      if (error === null) return resolve({ isGood: true, how: 'exit code 0', stdout, stderr })
      const { code, signal } = error
      // Other errors have a name as their code, such as ENOENT.
      if (typeof code === 'string') return reject(error)
      resolve({ isGood: false, how: signal ? `signal ${signal}` : `exit code ${code}`, stdout, stderr })
    })
  })
}

/** Runs a program whose input and output are this process' own, or nothing; whether its exit code was 0. Rejects when it cannot be started. */
export async function runOnScreen(
  command: string,
  args: readonly string[],
  screen: 'inherit' | 'ignore' = 'inherit',
  env: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  const [code] = await once(spawn(command, args, { stdio: screen, env: { ...process.env, ...env } }), 'exit')
  return code === 0
}

/** The full path of a program that is needed here. Throws when it is not installed. */
export function requireProgram(name: string): string {
  const found = findProgram([name], process.env.PATH ?? '')
  if (found === undefined) throw new ExternalError(`${name} is not installed: run ci/setup.sh`)
  return found
}
