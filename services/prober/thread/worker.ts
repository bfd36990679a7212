import { parentPort } from 'node:worker_threads'
import { cronBetween, nextCron } from '../../../adapters/cron.ts'
import { describeError, stackOf } from '../../../lib/describe-error.ts'
import { milliseconds, seconds } from '../../../lib/duration.ts'
import { trimmedSample } from '../core/judge/sample.ts'
import type { EvidenceSource } from '../definition/model.ts'
import { createGuard } from '../guard/probe-guard.ts'
import { catchStrays } from '../guard/strays.ts'
import { askOnce } from '../sockets/http/ask-once.ts'
import { prepareTrust } from '../sockets/tls/tls-context.ts'
import { createLoopWatch } from './loop-watch.ts'
import type { WorkerMessage, WorkerOrder } from './messages.ts'
import { createReference } from './reference.ts'
import { createScheduler } from './scheduler.ts'

/** The probing thread. It only measures and reports; the main thread counts, so that no scrape ever delays a probe. */
async function work(port: NonNullable<typeof parentPort>): Promise<void> {
  const report = createReporter(messages => port.postMessage(messages))
  const watch = createLoopWatch()
  const reference = await createReference(report, watch)
  // From here on: a thread that cannot start ends with its error.
  catchStrays(({ probe, error }) =>
    report({ type: 'stray', probe, error: describeError(error), stack: stackOf(error) }),
  )
  const isReferenceGood = () => reference.isGood()
  const scheduler = createScheduler({ report, watch, cron: CRON, random: Math.random, isReferenceGood })
  let evidence: readonly EvidenceSource[] = []
  const vitals = setInterval(() => report({ type: 'vitals', ...watch.drain() }), VITALS_INTERVAL)

  port.on('message', async (order: WorkerOrder) => {
    if (order.type === 'define') {
      evidence = order.evidence
      prepareTrust(order.probes.flatMap(({ routes }) => routes.filter(({ isSecure }) => isSecure)).map(({ ca }) => ca))
      scheduler.define(order.probes, order.maxInFlight, order.servedToSteady)
    } else if (order.type === 'confirm') {
      scheduler.confirm(order.probe)
    } else if (order.type === 'gather') {
      for (const source of evidence) void askHop(source, report)
    } else {
      clearInterval(vitals)
      reference.stop()
      await scheduler.stop()
      report({ type: 'stopped' })
    }
  })
}

/** Messages are delivered together after this time: each delivery wakes the other thread, which costs more than a message. */
const FLUSH_AFTER = milliseconds(20)

function createReporter(post: (messages: readonly WorkerMessage[]) => void): (message: WorkerMessage) => void {
  let waiting: WorkerMessage[] = []
  const flush = (): void => {
    const messages = waiting
    waiting = []
    post(messages)
  }
  return message => {
    if (waiting.length === 0) setTimeout(flush, FLUSH_AFTER)
    waiting.push(message.type === 'sample' ? { ...message, sample: trimmedSample(message.sample) } : message)
  }
}

const CRON = { next: nextCron, between: cronBetween }
const VITALS_INTERVAL = seconds(1)
const EVIDENCE_TIMEOUT = seconds(1)
/** Processing time that the answer of a hop about itself may cost. */
const EVIDENCE_COST = milliseconds(100)

/** Asks a hop about itself; any status below 500 means that it is alive. */
async function askHop({ hop, route }: EvidenceSource, report: (message: WorkerMessage) => void): Promise<void> {
  const guard = createGuard(`evidence of ${hop}`, EVIDENCE_COST)
  const { response } = await guard.run(() => askOnce(route, EVIDENCE_TIMEOUT))
  report({ type: 'evidence', hop, isAlive: response !== undefined && response.status < 500 })
}

if (parentPort === null)
  throw new Error('services/prober/thread/worker.ts is a worker thread: start services/prober/main.ts')
await work(parentPort)
