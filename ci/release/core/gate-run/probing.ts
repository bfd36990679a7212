import { milliseconds } from '../../../../lib/duration.ts'
import type { Answer } from '../gate/answer.ts'

/** A clock that can be waited on. */
export interface SteadyClock {
  /** Seconds on a clock that is never set. */
  readonly now: () => number
  readonly wallNow: () => Date
  /** Resolves at a moment of that clock, or as soon as the signal aborts. */
  readonly waitUntil: (seconds: number, signal: AbortSignal) => Promise<void>
}

/** What the gate needs of the world: its clock and a probe. */
export interface GateEffects extends SteadyClock {
  /** Probes a path once; never rejects. */
  readonly ask: (path: string) => Promise<Omit<Answer, 'path' | 'sentSeconds'>>
}

/** Which paths are probed, how often, and what becomes of the answers. */
export interface Probing {
  readonly paths: readonly string[]
  /** Probes a second on a path, asked again for each probe. */
  readonly rateOf: (path: string) => number
  readonly onAnswer: (answer: Answer) => void
  /** Whether it has ended at a moment. */
  readonly isOver: (nowSeconds: number) => boolean
}

/** More probes of a path at once would only measure this machine. */
const MOST_IN_FLIGHT = 100

/** After a longer stop than this, as many probes as were missed are not counted one by one. */
const MOST_MISSED = 200

/**
 * Probes all paths until it is over or the signal aborts. Every probe that was due gives an answer: one that could not be sent
 * in time is the fault of this machine.
 */
export async function probePaths(probing: Probing, effects: GateEffects, signal: AbortSignal): Promise<void> {
  const start = effects.now()
  const due = new Map(
    probing.paths.map((path, index) => [path, start + index / probing.paths.length / probing.rateOf(path)]),
  )
  const inFlight = new Map<string, number>()
  for (;;) {
    const now = effects.now()
    if (signal.aborted || probing.isOver(now)) return
    for (const path of probing.paths) {
      const missed = takeDue(due, path, now, 1 / probing.rateOf(path))
      // One is sent now; those before it were due while the machine did something else.
      for (const sentSeconds of missed.slice(0, -1)) probing.onAnswer(unsent(path, sentSeconds))
      if (missed.length > 0) send(path, now)
    }
    await effects.waitUntil(Math.min(...due.values()), signal)
  }

  function send(path: string, sentSeconds: number): void {
    const running = inFlight.get(path) ?? 0
    if (running >= MOST_IN_FLIGHT) {
      probing.onAnswer(unsent(path, sentSeconds))
      return
    }
    inFlight.set(path, running + 1)
    void effects.ask(path).then(answer => {
      inFlight.set(path, (inFlight.get(path) ?? 1) - 1)
      probing.onAnswer({ ...answer, path, sentSeconds })
    })
  }
}

/** The moments of a path that are due by now, which are then done. */
function takeDue(due: Map<string, number>, path: string, now: number, step: number): readonly number[] {
  const next = due.get(path) ?? now
  if (next > now) return []
  const count = Math.floor((now - next) / step) + 1
  due.set(path, next + count * step)
  return Array.from({ length: Math.min(count, MOST_MISSED) }, (_, index) => next + index * step)
}

function unsent(path: string, sentSeconds: number): Answer {
  return { path, sentSeconds, took: NO_TIME, release: undefined, failure: undefined, excluded: 'prober' }
}

const NO_TIME = milliseconds(0)
