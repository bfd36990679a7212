import { Worker } from 'node:worker_threads'
import type { Log } from '../../../adapters/log.ts'
import { within } from '../../../adapters/within.ts'
import { type Duration, seconds } from '../../../lib/duration.ts'
import type { ThreadLoss } from '../contract/names.ts'
import type { WorkerMessage, WorkerOrder } from './messages.ts'
import { createSilenceCheck } from './silence-check.ts'

export interface ThreadDeps {
  readonly log: Log
  readonly onMessage: (message: WorkerMessage) => void
  /** The thread ended by itself, or hung and was terminated; what was in flight is lost. */
  readonly onLost: (cause: ThreadLoss) => void
  /** A new thread has replaced it, and has no definitions yet. */
  readonly onRestarted: () => void
  /** Starts the program of the thread; the one that ships when absent. */
  readonly start?: (() => Worker) | undefined
}

/** The probing thread, restarted when it ends by itself or hangs. */
export interface ProbingThread {
  order(order: WorkerOrder): void
  /** Resolves when the thread has ended; running probes may finish within the grace. */
  stop(grace: Duration): Promise<void>
}

/** A thread that fails at once must not be restarted in a tight loop. */
const RESTART_AFTER = seconds(1)
/** How often the thread's silence is checked; it reports its vitals once a second, whatever it probes. */
const LISTEN_INTERVAL = seconds(1)

/** What the end of a thread may take, once it was terminated. */
const TERMINATE_WITHIN = seconds(1)

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
    const silenceCheck = createSilenceCheck()
    let cause: ThreadLoss = 'ended'
    thread.on('message', (messages: readonly WorkerMessage[]) => {
      silenceCheck.heard()
      for (const message of messages) {
        if (message.type === 'stopped') stopped.resolve()
        else onMessage(message)
      }
    })
    thread.on('error', error => log.error('probing thread failed', { error }))
    const listening = setInterval(() => {
      if (!silenceCheck.isTooLong()) return
      cause = 'hung'
      void thread.terminate()
    }, LISTEN_INTERVAL)
    thread.on('exit', code => {
      clearInterval(listening)
      if (isStopping) {
        stopped.resolve()
        return
      }
      log.error('probing thread lost', { cause, code })
      onLost(cause)
      setTimeout(relaunch, RESTART_AFTER)
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
    async stop(grace) {
      isStopping = true
      worker.postMessage({ type: 'stop' } satisfies WorkerOrder)
      const timer = setTimeout(stopped.resolve, grace)
      await stopped.promise
      clearTimeout(timer)
      // A thread in a call of the system that never returns cannot be terminated; its process ends all the same.
      await within(worker.terminate(), TERMINATE_WITHIN, undefined)
    },
  }
}

function shipped(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url))
}
