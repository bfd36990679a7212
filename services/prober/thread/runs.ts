import { steadyNow } from '../../../adapters/steady-clock.ts'
import type { InvalidCause } from '../contract/names.ts'
import type { Sample } from '../core/judge/sample.ts'
import { guardOf, type ProbeRun, runProbe } from '../probes/run-probe.ts'
import type { LoopWatch } from './loop-watch.ts'
import type { WorkerMessage } from './messages.ts'

export interface RunsDeps {
  readonly report: (message: WorkerMessage) => void
  readonly watch: LoopWatch
  /** Whether samples are in doubt because the reference is. */
  readonly isReferenceGood: () => boolean
  /** A run has ended with this sample. */
  readonly onEnd: (run: ProbeRun, sample: Sample) => void
}

/** The probes that run. */
export interface Runs {
  /** Starts a batch, each probe when its slot is due; reports each sample, and the batch when the last has ended. */
  start(batch: readonly ProbeRun[]): void
  /** Whether so many more may run at once. */
  hasRoom(more: number): boolean
  /** At most so many at once from now on. */
  limit(maxInFlight: number): void
  /** Resolves when none runs any more. */
  drained(): Promise<void>
}

/** Runs probes and reports their samples. */
export function createRuns({ report, watch, isReferenceGood, onEnd }: RunsDeps): Runs {
  const batches = new Set<Promise<void>>()
  let running = 0
  let max = 1

  const run = async (probeRun: ProbeRun): Promise<void> => {
    const delay = probeRun.slotSteady - steadyNow()
    if (delay > 0) await new Promise(resolve => setTimeout(resolve, delay))
    const guard = guardOf(probeRun)
    const watched = watch.begin(guard)
    let spoiled: InvalidCause | undefined
    const sample = await runProbe(probeRun, guard, () => {
      spoiled = watch.end(watched)
    })
    running -= 1
    const isCostly = !sample.outcome.isGood && sample.outcome.failure.reason === 'processing'
    // An answer that cost too much is bad, whatever else it did to the thread: the target would go uncounted otherwise.
    const doubt = isCostly ? undefined : (spoiled ?? (isReferenceGood() ? undefined : 'reference'))
    const judged = { ...sample, invalid: sample.invalid ?? doubt }
    report({ type: 'sample', sample: judged })
    onEnd(probeRun, judged)
  }
  const runAll = async (batch: readonly ProbeRun[]): Promise<void> => {
    await Promise.all(batch.map(run))
    const [first] = batch
    if (first !== undefined) report({ type: 'batch', probe: first.probe.name, role: first.role })
  }
  return {
    start(batch) {
      running += batch.length
      const ended = runAll(batch).finally(() => batches.delete(ended))
      batches.add(ended)
    },
    hasRoom: more => running + more <= max,
    limit(maxInFlight) {
      max = maxInFlight
    },
    async drained() {
      while (batches.size > 0) await Promise.all(batches)
    },
  }
}
