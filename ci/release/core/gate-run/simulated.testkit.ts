import { inSeconds, milliseconds } from '../../../../lib/duration.ts'
import type { Answer } from '../gate/answer.ts'
import type { GateEffects } from './probing.ts'

/** What a path answers to a probe that is sent at a moment; `took` is also how long the answer is under way. */
export type Reply = Partial<Omit<Answer, 'path' | 'sentSeconds'>>

/** A simulated world: its clock moves only when all that runs in it waits, to the first of what is waited for. */
export interface SimulatedWorld {
  readonly effects: GateEffects
  /** How many probes were sent on each path. */
  readonly sent: ReadonlyMap<string, number>
  /** Moves the clock without a wait, as a machine that stands still does. */
  freeze(seconds: number): void
}

/** Opens a world whose paths answer as a function says, with its clock at a moment. */
export function simulatedWorld(
  replyOf: (path: string, nowSeconds: number, index: number) => Reply,
  from = 1000,
): SimulatedWorld {
  let now = from
  const sent = new Map<string, number>()
  let waiting: Waiting[] = []
  let isMoving = false

  const moveOn = (): void => {
    isMoving = false
    const next = waiting.reduce<Waiting | undefined>(
      (first, each) => (first === undefined || each.due < first.due ? each : first),
      undefined,
    )
    if (next === undefined) return
    waiting = waiting.filter(each => each !== next)
    now = Math.max(now, next.due)
    next.wake()
    move()
  }
  /** Moves the clock as soon as everything that runs has come to wait. */
  const move = (): void => {
    if (isMoving) return
    isMoving = true
    setImmediate(moveOn)
  }
  const waitFor = (due: number): Promise<void> =>
    new Promise(resolve => {
      waiting.push({ due, wake: resolve })
      move()
    })
  return {
    sent,
    freeze(seconds) {
      now += seconds
    },
    effects: {
      now: () => now,
      wallNow: () => new Date(Date.UTC(2026, 1, 5) + now * 1000),
      async waitUntil(moment, signal) {
        if (!signal.aborted) await waitFor(moment)
      },
      async ask(path) {
        const index = sent.get(path) ?? 0
        sent.set(path, index + 1)
        const reply = replyOf(path, now, index)
        const answer = { took: milliseconds(20), release: 'new', failure: undefined, excluded: undefined, ...reply }
        return waitFor(now + inSeconds(answer.took ?? milliseconds(20))).then(() => answer)
      },
    },
  }
}

/** Something that goes on at a moment. */
interface Waiting {
  readonly due: number
  readonly wake: () => void
}
