import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { describeError } from '../lib/describe-error.ts'
import { seconds } from '../lib/duration.ts'
import { ExternalError } from '../lib/system-error.ts'
import { getJson } from './http.ts'
import { findProgram } from './processes/programs.ts'

/** A Prometheus of our own, on a free port of the loopback interface. */
export interface PrivatePrometheus {
  readonly url: string
  /** Ends it. */
  readonly stop: () => Promise<void>
}

const READY_WITHIN_SECONDS = 30

/** Loads OpenMetrics text into blocks of at most a length (`768h`) below `folder`/data. Rejects when promtool is missing or fails. */
export async function loadOpenMetrics(folder: string, openMetrics: string, block: string): Promise<void> {
  await writeFile(path.join(folder, 'counters.om'), openMetrics)
  await createBlocks(folder, ['openmetrics', '--quiet', 'counters.om', 'data'], block)
}

/**
 * Evaluates a rule file (its name below `folder`) over a past, against a Prometheus that has what the rules read, and
 * puts what they record into blocks below `folder`/data, for the next start. Rejects when promtool is missing or fails.
 */
export async function recordRules(
  folder: string,
  rules: string,
  url: string,
  past: { readonly startSeconds: number; readonly endSeconds: number; readonly stepSeconds: number },
  block: string,
): Promise<void> {
  const range = [`--start=${past.startSeconds}`, `--end=${past.endSeconds}`, `--eval-interval=${past.stepSeconds}s`]
  // Groups are evaluated at moments that depend on the path of their file, so it is always the same.
  await createBlocks(folder, ['rules', `--url=${url}`, ...range, '--output-dir=data', rules], block)
}

async function createBlocks(folder: string, args: readonly string[], block: string): Promise<void> {
  const flags = ['tsdb', 'create-blocks-from', `--max-block-duration=${block}`]
  const options = { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] as ['ignore', 'ignore', 'pipe'] }
  const loading = spawn(program('promtool'), [...flags, ...args], options)
  let problem = ''
  loading.stderr.on('data', chunk => {
    problem += String(chunk)
  })
  const [code] = await once(loading, 'close')
  if (code !== 0) throw new ExternalError(`promtool cannot fill a database: ${problem.trim()}`)
}

/** Starts a real Prometheus over `folder`/data. Rejects when it is missing or does not become ready. */
export async function startPrivatePrometheus(folder: string): Promise<PrivatePrometheus> {
  await writeFile(path.join(folder, 'prometheus.yml'), 'global: {}\n')
  const address = `127.0.0.1:${await freePort()}`
  const server = spawn(
    program('prometheus'),
    [
      `--config.file=${path.join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${path.join(folder, 'data')}`,
      // What it holds lies in the past; nothing of it may be thrown away as old.
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=${address}`,
    ],
    { stdio: 'ignore' },
  )
  await Promise.race([once(server, 'spawn'), once(server, 'error').then(([error]) => Promise.reject(error))])
  const stop = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill('SIGTERM')
    await ended
  }
  try {
    await untilReady(`http://${address}`, () => server.exitCode !== null)
    return { url: `http://${address}`, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function untilReady(url: string, hasEnded: () => boolean): Promise<void> {
  const deadline = AbortSignal.timeout(READY_WITHIN_SECONDS * 1000)
  let last = 'it never answered'
  while (!deadline.aborted && !hasEnded()) {
    const answer = await getJson(new URL('api/v1/query?query=1', `${url}/`), { timeout: seconds(2), signal: deadline })
    if (answer.kind === 'answered' && answer.status === 200) return
    last = answer.kind === 'unanswered' ? answer.problem : `it answered ${answer.status}`
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new ExternalError(`Prometheus did not become ready: ${describeError(last)}`)
}

function program(name: string): string {
  const found = findProgram([name], process.env.PATH ?? '')
  if (found === undefined) throw new ExternalError(`${name} is not installed: run ci/setup.sh`)
  return found
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('The system gave no port')
  return address.port
}
