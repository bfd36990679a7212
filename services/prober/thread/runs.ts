import { performance } from 'node:perf_hooks'
import { steadyNow, wallOffset } from '../../../adapters/steady-clock.ts'
import type { WorkerMessage } from '../core/judge/sample.ts'
import { runProbe, type Turn } from '../probes/run-probe.ts'
import type { LoopWatch } from './loop-watch.ts'

export interface RunsDeps {
  readonly tell: (message: WorkerMessage) => void
  readonly watch: LoopWatch
  /** Whether samples are in doubt because the reference is. */
  readonly isReferenceGood: () => boolean
}

/** The probes that run. */
export interface Runs {
  /** Starts turns, each when its slot is due; when the last of them has ended, the round is told. */
  start(turns: readonly Turn[]): void
  /** Whether so many more may run at once. */
  hasRoom(more: number): boolean
  /** At most so many at once from now on. */
  limit(maxInFlight: number): void
  /** Resolves when nothing runs. */
  drained(): Promise<void>
}

/** Nothing runs yet. */
export function createRuns({ tell, watch, isReferenceGood }: RunsDeps): Runs {
  const rounds = new Set<Promise<void>>()
  let running = 0
  let max = 1

  const run = async (turn: Turn): Promise<void> => {
    const delay = turn.slot - steadyNow()
    if (delay > 0) await new Promise(resolve => setTimeout(resolve, delay))
    const start = performance.now()
    const wallStart = Date.now()
    watch.begin()
    const finished = await runProbe(turn)
    const spoiled = watch.end(start, wallStart)
    running -= 1
    const invalid = finished.invalid ?? spoiled ?? (isReferenceGood() ? undefined : 'reference')
    tell({ type: 'finished', finished: { ...finished, slot: turn.slot + wallOffset(), invalid } })
  }
  const runAll = async (turns: readonly Turn[]): Promise<void> => {
    await Promise.all(turns.map(run))
    const [turn] = turns
    if (turn !== undefined) tell({ type: 'round', probe: turn.probe.name, role: turn.role })
  }
  return {
    start(turns) {
      running += turns.length
      const round = runAll(turns).finally(() => rounds.delete(round))
      rounds.add(round)
    },
    hasRoom: more => running + more <= max,
    limit(maxInFlight) {
      max = maxInFlight
    },
    async drained() {
      while (rounds.size > 0) await Promise.all(rounds)
    },
  }
}
