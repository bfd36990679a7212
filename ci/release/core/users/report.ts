import { wilsonInterval } from '../../../../lib/binomial.ts'
import { count } from '../../../../lib/count.ts'
import { rateText } from '../gate/words.ts'
import type { ReportTable } from '../gate-report/rows.ts'
import { shownRelease } from '../gate-report/shown.ts'
import { type Requests, requestsOf, type UsersCounted } from './counted.ts'
import { isStoppedByUsers, USERS_RATES } from './users-test.ts'

/** Users' requests while a canary was judged, as evidence has them. */
export interface UsersReport {
  readonly releases: readonly (Requests & { readonly release: string; readonly isCanary: boolean })[]
  /** All that the ingress answered for the app; absent where that is not known. */
  readonly ingress?: Requests
  /** Whether they stop the canary. */
  readonly isStopped: boolean
  /** Why they are not known, or not to the end; absent when they are. */
  readonly unknown?: string
}

/** The report of what was counted beside a canary of this name. */
export function usersReport(counted: UsersCounted, canary: string): UsersReport {
  const { ingress, unknown, spans } = counted
  const why = unknown ?? (spans.length === 0 ? 'Prometheus was read less than twice' : undefined)
  return {
    releases: [...requestsOf(counted)].map(([release, requests]) => ({
      ...{ release, isCanary: release === canary },
      ...requests,
    })),
    ...(ingress === undefined ? {} : { ingress }),
    isStopped: isStoppedByUsers(counted, canary),
    ...(why === undefined ? {} : { unknown: why }),
  }
}

/** Why users' requests stop a canary. */
export function stoppedSentence({ releases }: UsersReport): string {
  const of = releases.find(({ isCanary }) => isCanary)
  const others = releases.filter(({ isCanary }) => !isCanary).map(each => `${ofRelease(each)} at the same time`)
  const ours =
    of === undefined
      ? ''
      : `${of.failed} of ${count(of.requests, 'request')} of users that ${shownRelease(of.release)} answered failed (5xx)`
  return `Roll back: ${[ours, ...others].join('; ')}; ${rateText(USERS_RATES.p1)} would be too many.`
}

function ofRelease({ release, requests, failed }: UsersReport['releases'][number]): string {
  return `of ${shownRelease(release)} ${failed} of ${requests}`
}

/** What a reader must know of the figures: whose requests they are, or why there are none. */
export function usersNote({ releases, unknown }: UsersReport): string {
  if (releases.length === 0)
    return `How users' requests were answered is not known, and changes nothing: ${unknown ?? 'no pod of the app has counted any'}.`
  const until = unknown === undefined ? '' : ` They are known up to the last answer of Prometheus: ${unknown}.`
  return `As the app's pods have counted them; probes are among them, the gate's own too. They can stop a canary, and let none pass.${until}`
}

/** Users' requests by release, and those of the ingress as a whole. */
export function usersTable({ releases, ingress }: UsersReport): ReportTable {
  const row = (name: string, { requests, failed }: Requests) => [
    ...[name, String(requests), String(failed)],
    wilsonInterval(requests, failed).map(rateText).join(' to '),
  ]
  return {
    head: ['release', 'requests', 'failed', '95 % interval'],
    rows: [
      ...releases.map(each => row(shownRelease(each.release), each)),
      ...(ingress === undefined ? [] : [row('all, at the ingress', ingress)]),
    ],
  }
}
