import { Worker } from 'node:worker_threads'
import type { Log } from '../../../adapters/log.ts'
import type { ThreadLoss } from '../contract/names.ts'
import type { WorkerMessage, WorkerOrder } from '../core/judge/sample.ts'
import { createSilence } from './silence.ts'

export interface ThreadDeps {
  readonly log: Log
  readonly onMessage: (message: WorkerMessage) => void
  /** The thread ended by itself, or hung and was ended; what it was doing is lost. */
  readonly onLost: (cause: ThreadLoss) => void
  /** A new thread has taken its place, and knows nothing yet. */
  readonly onRestarted: () => void
  /** Starts the program of the thread; the one that ships when absent. */
  readonly start?: () => Worker
}

/** The thread that probes, started anew when it ends by itself or says nothing any more. */
export interface ProbingThread {
  order(order: WorkerOrder): void
  /** Resolves when the thread has ended; it may finish what it is doing for as long as given. */
  stop(graceMs: number): Promise<void>
}

/** A thread that fails at once must not be restarted in a loop that starves everything else. */
const RESTART_AFTER_MS = 1000
/** The thread tells its vitals once a second, whatever it probes. */
const LISTEN_EVERY_MS = 1000

/** Starts the thread. */
export function createProbingThread({
  log,
  onMessage,
  onLost,
  onRestarted,
  start = shipped,
}: ThreadDeps): ProbingThread {
  const stopped = Promise.withResolvers<void>()
  let isStopping = false

  const launch = (): Worker => {
    const thread = start()
    const silence = createSilence()
    let cause: ThreadLoss = 'ended'
    thread.on('message', (batch: readonly WorkerMessage[]) => {
      silence.heard()
      for (const message of batch) {
        if (message.type === 'stopped') stopped.resolve()
        else onMessage(message)
      }
    })
    thread.on('error', error => log.error('probing thread failed', { error }))
    const listening = setInterval(() => {
      if (!silence.isTooLong()) return
      cause = 'hung'
      void thread.terminate()
    }, LISTEN_EVERY_MS)
    thread.on('exit', code => {
      clearInterval(listening)
      if (isStopping) {
        stopped.resolve()
        return
      }
      log.error('probing thread lost', { cause, code })
      onLost(cause)
      setTimeout(relaunch, RESTART_AFTER_MS)
    })
    return thread
  }
  const relaunch = (): void => {
    if (isStopping) return
    worker = launch()
    onRestarted()
  }
  let worker = launch()
  return {
    order: order => worker.postMessage(order),
    async stop(graceMs) {
      isStopping = true
      worker.postMessage({ type: 'stop' } satisfies WorkerOrder)
      const timer = setTimeout(stopped.resolve, graceMs)
      await stopped.promise
      clearTimeout(timer)
      await worker.terminate()
    },
  }
}

function shipped(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url))
}
