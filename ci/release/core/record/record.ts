import type { AnswerFailure, Exclusion } from '../gate/answer.ts'
import { failureWords } from '../gate/words.ts'
import type { Course } from './course.ts'

/** All that a deploy has seen while it ran, by the wall clock. */
export interface DeployRecord {
  readonly states: readonly SeenState[]
  readonly releases: readonly SeenRelease[]
  readonly failures: readonly SeenFailures[]
  readonly events: readonly SeenEvent[]
  /** The ways of the tests to their boundaries, by the state in which a gate judged. */
  readonly courses: ReadonlyMap<string, readonly Course[]>
}

/** A state that the deploy was in. */
export interface SeenState {
  readonly state: string
  readonly at: Date
  readonly seconds: number
}

/** From when to when a release signed answers, and how many. */
interface SeenRelease {
  readonly release: string
  readonly first: Date
  readonly last: Date
  readonly answers: number
}

/** Probes of one path that failed within one second, of one release and for one reason. */
export interface SeenFailures {
  readonly at: Date
  readonly path: string
  /** Undefined where nothing signed the answer. */
  readonly release: string | undefined
  readonly reason: string
  readonly count: number
}

/** What the cluster has written down. */
export interface SeenEvent {
  readonly at: Date
  readonly isWarning: boolean
  /** `Pod app-7d9f-x1`. */
  readonly about: string
  readonly reason: string
  readonly message: string
  readonly count: number
}

/** An answer to a probe, as it is heard. */
export interface Heard {
  readonly path: string
  readonly at: Date
  readonly release: string | undefined
  readonly failure: AnswerFailure | undefined
  readonly excluded: Exclusion | undefined
}

/** What was heard so far. */
export interface HeardSoFar {
  readonly releases: ReadonlyMap<string, SeenRelease>
  readonly failures: ReadonlyMap<string, SeenFailures>
}

export const NOTHING_HEARD: HeardSoFar = { releases: new Map(), failures: new Map() }

/** An app that signs each answer differently must not fill the memory, nor one that fails in a thousand ways. */
const [MOST_RELEASES, MOST_FAILURES] = [12, 3000]

/** What was heard with one more answer. */
export function heardAfter(before: HeardSoFar, { path, at, release, failure, excluded }: Heard): HeardSoFar {
  const { releases } = before
  const isKnown = release !== undefined && (releases.has(release) || releases.size < MOST_RELEASES)
  const next = isKnown ? { ...before, releases: withRelease(releases, release, at) } : before
  if (failure === undefined || excluded !== undefined) return next
  const second = new Date(Math.floor(at.getTime() / 1000) * 1000)
  const reason = failureWords(failure)
  const key = [second.getTime(), path, release ?? '', reason].join(' ')
  const same = before.failures.get(key)
  if (same === undefined && before.failures.size >= MOST_FAILURES) return next
  const failures = { path, release, reason, at: second, count: (same?.count ?? 0) + 1 }
  return { ...next, failures: new Map([...before.failures, [key, failures]]) }
}

function withRelease(
  releases: ReadonlyMap<string, SeenRelease>,
  release: string,
  at: Date,
): ReadonlyMap<string, SeenRelease> {
  const { first = at, answers = 0 } = releases.get(release) ?? {}
  return new Map([...releases, [release, { release, first, last: at, answers: answers + 1 }]])
}
