import { Worker } from 'node:worker_threads'
import type { Log } from '../../adapters/log.ts'
import type { WorkerMessage, WorkerOrder } from './core/finished.ts'

export interface ThreadDeps {
  readonly log: Log
  readonly onMessage: (message: WorkerMessage) => void
  /** The thread ended by itself; what it was doing is lost. */
  readonly onLost: () => void
  /** A new thread has taken its place, and knows nothing yet. */
  readonly onRestarted: () => void
}

/** The thread that probes, started anew when it ends by itself. */
export interface ProbingThread {
  order(order: WorkerOrder): void
  /** Resolves when the thread has ended; it may finish what it is doing for as long as given. */
  stop(graceMs: number): Promise<void>
}

/** A thread that fails at once must not be restarted in a loop that starves everything else. */
const RESTART_AFTER_MS = 1000

/** Starts the thread. */
export function createProbingThread({ log, onMessage, onLost, onRestarted }: ThreadDeps): ProbingThread {
  let isStopping = false
  const finished = Promise.withResolvers<void>()

  const receive = (batch: readonly WorkerMessage[]): void => {
    for (const message of batch) {
      if (message.type === 'stopped') finished.resolve()
      else onMessage(message)
    }
  }
  const start = (): Worker => {
    const thread = new Worker(new URL('./worker.ts', import.meta.url))
    thread.on('message', receive)
    thread.on('error', error => log.error('probing thread failed', { error }))
    thread.on('exit', code => {
      if (isStopping) {
        finished.resolve()
        return
      }
      log.error('probing thread ended', { code })
      onLost()
      setTimeout(restart, RESTART_AFTER_MS)
    })
    return thread
  }
  const restart = (): void => {
    if (isStopping) return
    worker = start()
    onRestarted()
  }
  let worker = start()
  return {
    order: order => worker.postMessage(order),
    async stop(graceMs) {
      isStopping = true
      worker.postMessage({ type: 'stop' } satisfies WorkerOrder)
      const timer = setTimeout(finished.resolve, graceMs)
      await finished.promise
      clearTimeout(timer)
      await worker.terminate()
    },
  }
}
