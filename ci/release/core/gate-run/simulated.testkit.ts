import { inSeconds, milliseconds } from '../../../../lib/duration.ts'
import type { Answer } from '../gate/answer.ts'
import type { GateEffects } from './probing.ts'

/** What a path answers to a probe that is sent at a moment; `took` is also how long the answer is under way. */
export type Reply = Partial<Omit<Answer, 'path' | 'sentSeconds'>>

/** A simulated world: its clock moves only while the gate waits. */
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
  let waiting: { readonly due: number; readonly deliver: () => void }[] = []

  const deliverUntil = async (moment: number): Promise<void> => {
    for (;;) {
      const [next] = waiting.filter(({ due }) => due <= moment).sort((a, b) => a.due - b.due)
      if (next === undefined) return
      waiting = waiting.filter(each => each !== next)
      now = Math.max(now, next.due)
      next.deliver()
      await settled()
    }
  }
  return {
    sent,
    freeze(seconds) {
      now += seconds
    },
    effects: {
      now: () => now,
      wallNow: () => new Date(Date.UTC(2026, 1, 5) + now * 1000),
      async waitUntil(moment, signal) {
        if (signal.aborted) return
        await deliverUntil(moment)
        now = Math.max(now, moment)
      },
      ask(path) {
        const index = sent.get(path) ?? 0
        sent.set(path, index + 1)
        const reply = replyOf(path, now, index)
        const answer = { took: milliseconds(20), release: 'new', failure: undefined, excluded: undefined, ...reply }
        return new Promise(resolve => {
          waiting.push({ due: now + inSeconds(answer.took ?? milliseconds(20)), deliver: () => resolve(answer) })
        })
      },
    },
  }
}

/** Lets what hangs on a promise run. */
async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await Promise.resolve()
}
