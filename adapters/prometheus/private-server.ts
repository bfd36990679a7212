import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { seconds } from '../../lib/duration.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { freePort } from '../processes/ports.ts'
import { requireProgram } from '../processes/run-program.ts'
import { createPrometheus } from './client.ts'

/** A Prometheus of our own, on a free port of the loopback interface. */
export interface PrivatePrometheus {
  readonly url: string
  /** Ends it. */
  readonly stop: () => Promise<void>
}

const READY_WITHIN_SECONDS = 30

/** Starts a real Prometheus over `folder`/data. Rejects when it is missing or does not become ready. */
export async function startPrivatePrometheus(folder: string): Promise<PrivatePrometheus> {
  await writeFile(path.join(folder, 'prometheus.yml'), 'global: {}\n')
  const address = `127.0.0.1:${await freePort()}`
  const server = spawn(
    requireProgram('prometheus'),
    [
      `--config.file=${path.join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${path.join(folder, 'data')}`,
      // What it holds lies in the past; nothing of it may be deleted as too old.
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
  const prometheus = createPrometheus(url, { timeout: seconds(2), signal: deadline })
  let last = 'it never answered'
  while (!deadline.aborted && !hasEnded()) {
    const answer = await prometheus.instant('1')
    if (answer.kind === 'answered') return
    last = answer.problem
    await sleep(50)
  }
  throw new ExternalError(`Prometheus did not become ready: ${last}`)
}
