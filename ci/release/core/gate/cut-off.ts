import type { Answer } from './answer.ts'

/**
 * The seconds in which what judges was cut off: probes were sent, and of no path and no release came an answer. They say nothing of a
 * release, and nothing of how much is excluded otherwise.
 */
export interface CutOff {
  /** By whole second of the gate's clock; those in which something was reached are settled. */
  readonly seconds: ReadonlyMap<number, 'reached' | Unreached>
  /** How many of them were without an answer. */
  readonly count: number
  /** How many answers were excluded in these, by path. */
  readonly excluded: Excluded
}

/** A second in which nothing was reached so far. */
interface Unreached {
  /** A probe that this machine sent too late shows nothing: one that was sent must have come to nothing. */
  readonly isCutOff: boolean
  readonly excluded: Excluded
}

type Excluded = ReadonlyMap<string, number>

const NOTHING: Excluded = new Map()

export const NEVER_CUT_OFF: CutOff = { seconds: new Map(), count: 0, excluded: NOTHING }

/** For so long in all a gate waits until it reaches something again; then it cannot judge. */
export const CUT_OFF_SECONDS = 30

/** What is known after one more answer; beside a canary stands an old release, which would answer where anything is reached. */
export function cutOffAfter(before: CutOff, answer: Answer, hasOld: boolean): CutOff {
  const second = Math.floor(answer.sentSeconds)
  const seen = before.seconds.get(second) ?? { isCutOff: false, excluded: NOTHING }
  if (seen === 'reached') return before
  if (isReached(answer, hasOld)) return withSecond(before, second, 'reached')
  const isCutOff = seen.isCutOff || answer.excluded !== 'prober'
  const excluded = answer.excluded === undefined ? seen.excluded : added(seen.excluded, answer.path, 1)
  return withSecond(before, second, { isCutOff, excluded })
}

/** Whether an answer shows that the way is open: a status does, and where all pods are under test a refused connection is theirs. */
function isReached({ excluded, failure, release }: Answer, hasOld: boolean): boolean {
  if (excluded !== undefined) return excluded === 'limited'
  return failure === undefined || failure.status !== undefined || release !== undefined || !hasOld
}

function withSecond(before: CutOff, second: number, now: 'reached' | Unreached): CutOff {
  const was = cutOffIn(before.seconds.get(second))
  const is = cutOffIn(now)
  const without = was === undefined ? before.excluded : summed(before.excluded, was, -1)
  return {
    seconds: new Map([...before.seconds, [second, now]]),
    count: before.count + Number(is !== undefined) - Number(was !== undefined),
    excluded: is === undefined ? without : summed(without, is, 1),
  }
}

/** What was excluded in a second that was cut off; undefined for another. */
function cutOffIn(second: 'reached' | Unreached | undefined): Excluded | undefined {
  return second === undefined || second === 'reached' || !second.isCutOff ? undefined : second.excluded
}

function summed(all: Excluded, more: Excluded, sign: 1 | -1): Excluded {
  return [...more].reduce((sum, [path, times]) => added(sum, path, sign * times), all)
}

function added(excluded: Excluded, path: string, times: number): Excluded {
  return new Map([...excluded, [path, (excluded.get(path) ?? 0) + times]])
}

/** Whether what judges was cut off in the second of a moment. */
export function isCutOffAt({ seconds }: CutOff, atSeconds: number): boolean {
  return cutOffIn(seconds.get(Math.floor(atSeconds))) !== undefined
}

/** For how many seconds it was cut off from a moment on. */
export function cutOffSince({ seconds }: CutOff, fromSeconds: number): number {
  const from = Math.floor(fromSeconds)
  return [...seconds].filter(([second, seen]) => second >= from && cutOffIn(seen) !== undefined).length
}
