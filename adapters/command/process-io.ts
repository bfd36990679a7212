import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CommandIo, Main } from '../../lib/command/command.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { seconds } from '../../lib/duration.ts'
import { fileReason } from '../../lib/file-error.ts'
import { errorCode } from '../../lib/system-error.ts'
import { type LostLines, steadyOutput, writeOutput } from './steady-output.ts'

const REPOSITORY = path.resolve(import.meta.dirname, '../..')

/** The process' own channels, clocks and signals. */
function processIo(): CommandIo {
  const onReaderGone = watchReader()
  let hasBeenAsked = false
  const isTerminal = process.stderr.isTTY === true && process.env.TERM !== 'dumb'
  return {
    stdout: text => void process.stdout.write(text),
    stderr: text => void process.stderr.write(text),
    env: process.env,
    repository: REPOSITORY,
    now: () => new Date(),
    monotonic: () => performance.now(),
    signal: new AbortController().signal,
    onSignal(signal, listener) {
      if (signal === 'SIGPIPE') return onReaderGone(listener)
      const hear = (): void => {
        hasBeenAsked = true
        listener()
      }
      process.on(signal, hear)
      return () => {
        // A second signal changes nothing, even in the last moments: npm passes on what the terminal has already sent.
        if (!hasBeenAsked) process.off(signal, hear)
      }
    },
    ...(isTerminal ? { terminal: { columns: process.stderr.columns || 80 } } : {}),
  }
}

/**
 * Runs a service as this process. As `runAsProcess`, but for its output: lines of a log that cannot be written, on a full disk
 * or because their reader has gone, do not end what they are about.
 */
export function runAsService(run: Main): Promise<void> {
  const now = () => new Date()
  const lostLine = ({ lines, since, reason }: LostLines): string => {
    const fields = { level: 'warn', msg: 'log lines lost', lines, since: since.toISOString(), reason }
    return `${JSON.stringify({ time: now().toISOString(), ...fields })}\n`
  }
  const output = steadyOutput({ write: writeOutput, now, lostLine })
  return runAsProcess(async (argv, io) => {
    const code = await run(argv, { ...io, stdout: output.write })
    const lost = output.lost()
    if (lost !== undefined) io.stderr(`Lines of output are lost (${lost.lines}): ${lost.reason}\n`)
    return code
  })
}

/** Node ignores SIGPIPE; the first write after the reader has gone fails with EPIPE, and those after it find the stream shut. */
const READER_GONE = ['EPIPE', 'ERR_STREAM_DESTROYED']

/**
 * Ends the process when its output goes nowhere any more, unless a listener was added: the reader has gone, as `| head`
 * does, or the disk is full, which is said.
 */
function watchReader(): (listener: () => void) => () => void {
  const listeners = new Set<() => void>()
  let isSaid = false
  process.stdout.on('error', error => {
    const isReaderGone = READER_GONE.includes(errorCode(error) ?? '')
    const reason = fileReason(error)
    if (!isReaderGone && reason === undefined) throw error
    if (!isReaderGone && !isSaid) process.stderr.write(`Cannot write the output: ${reason}\n`)
    isSaid = true
    if (listeners.size === 0) process.exit(isReaderGone ? EXIT.readerGone : EXIT.bad)
    for (const listener of listeners) listener()
  })
  // Where nothing more can be said, the exit code still says how it went.
  process.stderr.on('error', () => undefined)
  return listener => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
}

/** What a call of the system may still take once the command has ended. */
const END_WITHIN = seconds(3)

/**
 * Runs a command as this process: its arguments, its channels, its exit code. A call of the system that never returns, such
 * as one to a disk that is gone, does not keep the process alive.
 */
export async function runAsProcess(run: Main): Promise<void> {
  process.exitCode = await run(process.argv.slice(2), processIo())
  if (process.exitCode === EXIT.good) {
    setTimeout(endByForce, END_WITHIN).unref()
    return
  }
  await Promise.all([process.stdout, process.stderr].map(flush))
  // Node's own exit waits for such a call too, and could not be ended any more while it does.
  const until = performance.now() + END_WITHIN
  while (isCalling()) {
    if (performance.now() > until) endByForce()
    await sleep(20)
  }
  // What failed may have left a timer or a thread behind, which would keep the process alive.
  process.exit()
}

/** Whether a call to the file system has not returned. */
function isCalling(): boolean {
  return process.getActiveResourcesInfo().some(resource => resource.startsWith('FSReq'))
}

function endByForce(): void {
  process.stderr.write('The process was ended by force: a call of the system has not returned\n')
  process.kill(process.pid, 'SIGKILL')
}

/** Resolves when what was written is out, or never can be. */
function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise(resolve => {
    stream.write('', () => resolve())
  })
}
