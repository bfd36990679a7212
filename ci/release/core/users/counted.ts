/** How far the counters of one pod of the app have come: requests that it has answered, and those of them with 5xx. */
export interface PodCounter extends Requests {
  readonly pod: string
  /** As the pod names itself (`app_release_info`). */
  readonly release: string
}

/** Requests, and how many of them were answered with 5xx. */
export interface Requests {
  readonly requests: number
  readonly failed: number
}

/** What Prometheus says of users' requests at a moment. */
export type UsersAnswer =
  | {
      readonly pods: readonly PodCounter[]
      /** All that the ingress has answered for the app's Service; its metrics do not tell the pods of one apart. */
      readonly ingress: Requests | undefined
    }
  | { readonly unknown: string }

/** What was counted while a canary was judged. */
export interface UsersCounted {
  /** From one reading of the counters to the next, by release. */
  readonly spans: readonly ReadonlyMap<string, Requests>[]
  readonly ingress: Requests | undefined
  /** The counters at the last reading; undefined before the first. */
  readonly last: Extract<UsersAnswer, { readonly pods: unknown }> | undefined
  /** Why the latest reading is not known; undefined when it is. */
  readonly unknown: string | undefined
}

export const NOTHING_COUNTED: UsersCounted = { spans: [], ingress: undefined, last: undefined, unknown: undefined }

/** What was counted after one more reading. The first is where counting begins; a pod that was not there then begins at 0. */
export function countedAfter(before: UsersCounted, answer: UsersAnswer): UsersCounted {
  if ('unknown' in answer) return { ...before, unknown: answer.unknown }
  const { last } = before
  if (last === undefined) return { ...before, last: answer, unknown: undefined }
  const span = new Map<string, Requests>()
  for (const counter of answer.pods) {
    const grown = growth(last.pods.find(({ pod }) => pod === counter.pod) ?? ZERO, counter)
    span.set(counter.release, sum(span.get(counter.release) ?? ZERO, grown))
  }
  const grown = answer.ingress && last.ingress && growth(last.ingress, answer.ingress)
  return {
    spans: [...before.spans, span],
    ingress: grown === undefined ? before.ingress : sum(before.ingress ?? ZERO, grown),
    // What a reading lacks may come again with the next: it is not counted from 0 then.
    last: { pods: withPods(last.pods, answer.pods), ingress: answer.ingress ?? last.ingress },
    unknown: undefined,
  }
}

function withPods(before: readonly PodCounter[], now: readonly PodCounter[]): readonly PodCounter[] {
  return [...before.filter(one => !now.some(({ pod }) => pod === one.pod)), ...now]
}

const ZERO: Requests = { requests: 0, failed: 0 }

/** A counter that has gone down has begun again, with a container that was started again. */
function growth(before: Requests, now: Requests): Requests {
  if (now.requests < before.requests) return now
  return { requests: now.requests - before.requests, failed: Math.max(0, now.failed - before.failed) }
}

function sum(a: Requests, b: Requests): Requests {
  return { requests: a.requests + b.requests, failed: a.failed + b.failed }
}

/** All that was counted, by release. */
export function requestsOf({ spans }: UsersCounted): ReadonlyMap<string, Requests> {
  const all = new Map<string, Requests>()
  for (const [release, requests] of spans.flatMap(span => [...span])) {
    all.set(release, sum(all.get(release) ?? ZERO, requests))
  }
  return all
}
