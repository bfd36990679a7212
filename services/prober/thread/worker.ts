import { parentPort } from 'node:worker_threads'
import { cronBetween, nextCron } from '../../../adapters/cron.ts'
import { type WorkerMessage, type WorkerOrder, withoutRest } from '../core/judge/sample.ts'
import type { EvidenceSource } from '../definition/model.ts'
import { askOnce } from '../sockets/ask-once.ts'
import { createLoopWatch } from './loop-watch.ts'
import { createReference } from './reference.ts'
import { createScheduler } from './scheduler.ts'

/** The thread that probes. It only measures and tells; the main thread counts, so that no scrape is ever in a probe's way. */
async function work(port: NonNullable<typeof parentPort>): Promise<void> {
  const tell = createTeller(messages => port.postMessage(messages))
  const watch = createLoopWatch()
  const reference = await createReference(tell, watch)
  const isReferenceGood = () => reference.isGood()
  const scheduler = createScheduler({ tell, watch, cron: CRON, random: Math.random, isReferenceGood })
  let evidence: readonly EvidenceSource[] = []
  const vitals = setInterval(() => tell({ type: 'vitals', ...watch.drain() }), VITALS_MS)

  port.on('message', async (order: WorkerOrder) => {
    if (order.type === 'define') {
      evidence = order.evidence
      scheduler.define(order.probes, order.maxInFlight, order.servedTo)
    } else if (order.type === 'confirm') {
      scheduler.confirm(order.probe)
    } else if (order.type === 'gather') {
      for (const source of evidence) void askHop(source, tell)
    } else {
      clearInterval(vitals)
      reference.stop()
      await scheduler.stop()
      tell({ type: 'stopped' })
    }
  })
}

/** Messages wait this long for company: each delivery wakes the other thread, which costs more than the message. */
const BATCH_MS = 20

function createTeller(post: (messages: readonly WorkerMessage[]) => void): (message: WorkerMessage) => void {
  let waiting: WorkerMessage[] = []
  const flush = (): void => {
    const messages = waiting
    waiting = []
    post(messages)
  }
  return message => {
    if (waiting.length === 0) setTimeout(flush, BATCH_MS)
    waiting.push(message.type === 'finished' ? { ...message, finished: withoutRest(message.finished) } : message)
  }
}

const CRON = { next: nextCron, between: cronBetween }
const VITALS_MS = 1000
const EVIDENCE_TIMEOUT_MS = 1000

/** Asks a hop about itself; any answer below 500 says that it lives. */
async function askHop({ hop, route }: EvidenceSource, tell: (message: WorkerMessage) => void): Promise<void> {
  const { response } = await askOnce(route, EVIDENCE_TIMEOUT_MS)
  tell({ type: 'evidence', hop, isAlive: response !== undefined && response.status < 500 })
}

if (parentPort === null)
  throw new Error('services/prober/thread/worker.ts is a worker thread: start services/prober/main.ts')
await work(parentPort)
