import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { seconds } from '../lib/duration.ts'
import { getJson } from './http.ts'
import { describeError } from './log.ts'
import { findProgram } from './programs.ts'

/** A Prometheus of its own that holds nothing but a fixture. */
export interface FixturePrometheus {
  readonly url: string
  /** Ends it and removes its data. */
  readonly stop: () => Promise<void>
}

const READY_WITHIN_SECONDS = 30
/** One block holds a whole fixture; by default there would be one for every two hours. */
const BLOCK = '768h'

/** What follows from a fixture, as OpenMetrics text, by asking the Prometheus at this address that holds it. */
export type Derive = (url: string) => Promise<string>

/**
 * Loads OpenMetrics text with `promtool tsdb create-blocks-from` and starts a real Prometheus on it, on a free port of
 * the loopback interface. Without a text it has no data; what is derived from it is loaded beside it. Rejects when a
 * program is missing or fails.
 */
export async function startFixturePrometheus(
  openMetrics: string | undefined,
  derive?: Derive,
): Promise<FixturePrometheus> {
  const folder = await mkdtemp(path.join(tmpdir(), 'leadline-fixture-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    if (openMetrics !== undefined) await loadFixture(folder, openMetrics)
    if (derive !== undefined) await loadFixture(folder, await derived(folder, derive))
    const { url, stop } = await startServer(folder)
    return { url, stop: () => stop().then(remove) }
  } catch (error) {
    await remove()
    throw error
  }
}

/** Asks a Prometheus that is gone again when its answers are there: a running one does not see blocks that are added. */
async function derived(folder: string, derive: Derive): Promise<string> {
  const { url, stop } = await startServer(folder)
  try {
    return await derive(url)
  } finally {
    await stop()
  }
}

async function loadFixture(folder: string, openMetrics: string): Promise<void> {
  const file = path.join(folder, 'fixture.om')
  await writeFile(file, openMetrics)
  const flags = ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', `--max-block-duration=${BLOCK}`]
  const loading = spawn(program('promtool'), [...flags, file, path.join(folder, 'data')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let problem = ''
  loading.stderr.on('data', chunk => {
    problem += String(chunk)
  })
  const [code] = await once(loading, 'close')
  if (code !== 0) throw new Error(`promtool cannot load the fixture: ${problem.trim()}`)
  await rm(file)
}

async function startServer(folder: string): Promise<FixturePrometheus> {
  await writeFile(path.join(folder, 'prometheus.yml'), 'global: {}\n')
  const address = `127.0.0.1:${await freePort()}`
  const server = spawn(
    program('prometheus'),
    [
      `--config.file=${path.join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${path.join(folder, 'data')}`,
      // Fixtures lie in the past; nothing of them may be thrown away as old.
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=${address}`,
    ],
    { stdio: 'ignore' },
  )
  await Promise.race([once(server, 'spawn'), once(server, 'error').then(([error]) => Promise.reject(error))])
  const stop = async (): Promise<void> => {
    if (server.exitCode === null && server.signalCode === null) {
      const ended = once(server, 'exit')
      server.kill('SIGTERM')
      await ended
    }
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
  throw new Error(`Prometheus did not become ready: ${describeError(last)}`)
}

function program(name: string): string {
  const found = findProgram([name], process.env.PATH ?? '')
  if (found === undefined) throw new Error(`${name} is not installed: run ci/setup.sh`)
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
