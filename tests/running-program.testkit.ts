import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { lastLines, startProcess } from '../adapters/processes/processes.ts'
import { findProgram } from '../adapters/processes/programs.ts'
import { nginxMain } from '../services/stack/ingress/nginx-main.ts'

/** A real program started by a test. */
export interface RunningProgram {
  readonly pid: number
  stop(): Promise<void>
}

const SEARCH_PATH = process.env.PATH ?? ''
const READY_WITHIN_MS = 15_000

/** Starts a program and waits until an address answers 200. Rejects with the program's last words when it never does. */
export async function startProgram(
  command: string,
  args: readonly string[],
  folder: string,
  readyUrl: string,
): Promise<RunningProgram> {
  const logFile = path.join(folder, 'output.log')
  const plan = { command, args, env: { PATH: SEARCH_PATH }, folder, logFile }
  // The kernel ends the program when this process is killed, so that a test that was cut short leaves nothing behind.
  const running = await startProcess(plan, findProgram(['setpriv'], SEARCH_PATH))
  let end: string | undefined
  const ended = running.ended.then(how => {
    end = how
  })
  const stop = async (): Promise<void> => {
    if (end === undefined) running.signal('SIGTERM')
    await ended
  }
  const giveUpAt = performance.now() + READY_WITHIN_MS
  while (!(await answers(readyUrl))) {
    if (end === undefined && performance.now() < giveUpAt) {
      await sleep(20)
      continue
    }
    await stop()
    throw new Error(`${command} never answered at ${readyUrl} (${end}):\n${(await lastLines(logFile, 20)).join('\n')}`)
  }
  return { pid: running.pid, stop }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).status === 200
  } catch {
    // Not listening yet.
    return false
  }
}

/** The installed Nginx; a test that needs it cannot be skipped. Throws when there is none. */
export function nginxProgram(): string {
  const found = findProgram(['nginx'], SEARCH_PATH)
  if (found === undefined) throw new Error('There is no nginx: install it with `apt-get install nginx`')
  return found
}

/** Who Nginx' workers are to be when a test runs as root. */
export const WORKER_USER = process.getuid?.() === 0 ? 'root' : undefined

/** Runs a real Nginx with this http context in a folder. */
export async function startNginx(folder: string, http: string, readyUrl: string): Promise<RunningProgram> {
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, 'nginx.conf')
  await writeFile(file, nginxMain({ folder, workerUser: WORKER_USER }, http))
  return startProgram(nginxProgram(), ['-p', folder, '-e', 'stderr', '-c', file], folder, readyUrl)
}
