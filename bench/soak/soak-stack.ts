import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createStackClient, type StackClient } from '../../services/stack/control/stack-client.ts'
import { DEFAULT_PORTS } from '../../services/stack/plan/ports.ts'
import { runningStack } from '../../services/stack/supervise/state-file.ts'

/** A stack of its own ports and folder. */
export interface SoakStack {
  readonly name: string
  readonly folder: string
  readonly client: StackClient
  readonly prometheusUrl: string
  /** The app's instances, and the edge, where the status page is. */
  readonly pageUrls: readonly string[]
  /** Runs one of the commands on it; gives everything it said, with its exit code. */
  command(file: string, ...args: readonly string[]): Promise<{ readonly code: number; readonly text: string }>
  pidOf(part: string): Promise<number>
  stop(): Promise<void>
}

/** What a stack is started with. */
interface SoakStackPlan {
  readonly name: string
  readonly repository: string
  readonly folder: string
  readonly firstPort: number
}

const READY_WITHIN_MS = 180_000

/** Starts a stack, and waits until all of its parts are ready. */
export async function startSoakStack({ name, repository, folder, firstPort }: SoakStackPlan): Promise<SoakStack> {
  const names = Object.keys(DEFAULT_PORTS)
  const portOf = (part: string) => firstPort + names.indexOf(part)
  const ports = names.flatMap(part => ['--port', `${part}=${portOf(part)}`])
  const child: ChildProcess = spawn(process.execPath, ['services/stack/main.ts', '--folder', folder, ...ports], {
    cwd: repository,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const until = Date.now() + READY_WITHIN_MS
  while (Date.now() < until && child.exitCode === null) {
    const state = await runningStack(folder)
    const client = state && createStackClient(state)
    const isReady = await client?.status().then(
      status => status.isReady && status.slos.length > 0,
      () => false,
    )
    if (state !== undefined && client !== undefined && isReady === true) {
      return {
        name,
        folder,
        client,
        prometheusUrl: state.prometheusUrl,
        pageUrls: ['web-1', 'web-2'].map(instance => `http://127.0.0.1:${portOf(instance)}/`),
        command: (file, ...args) => runCommand(repository, file, [...args, '--folder', folder]),
        pidOf: part => pidOf(client, part),
        stop: () => stop(child),
      }
    }
    await sleep(500)
  }
  await stop(child)
  throw new Error(`The stack "${name}" is not ready`)
}

function runCommand(cwd: string, file: string, args: readonly string[]): Promise<{ code: number; text: string }> {
  return new Promise(resolve => {
    execFile(
      process.execPath,
      [path.join(cwd, file), ...args],
      { cwd, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, text: `${stdout}${stderr}` })
      },
    )
  })
}

async function pidOf(client: StackClient, part: string): Promise<number> {
  const pid = (await client.status()).parts.find(({ name }) => name === part)?.pid
  if (pid === undefined || pid === null) throw new Error(`${part} does not run`)
  return pid
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
