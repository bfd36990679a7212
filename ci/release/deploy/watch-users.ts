import { countedAfter, NOTHING_COUNTED, type UsersAnswer } from '../core/users/counted.ts'
import { type UsersReport, usersReport } from '../core/users/report.ts'

/** Users' requests, while a canary is judged. */
export interface UsersWatch {
  /** Reads the counters once more. */
  readonly look: () => Promise<void>
  /** The same for the last time: one that did not answer before is not waited for again. */
  readonly lookLast: () => Promise<void>
  readonly report: () => UsersReport
}

/** As often as the app's pods are scraped. */
export const USERS_EVERY_SECONDS = 5

/** Counts users' requests beside a canary of this name, and calls `stop` once they say that it is bad. */
export function watchUsers(read: () => Promise<UsersAnswer>, canary: string, stop: () => void): UsersWatch {
  let counted = NOTHING_COUNTED
  const look = async (): Promise<void> => {
    counted = countedAfter(counted, await read())
    if (usersReport(counted, canary).isStopped) stop()
  }
  return {
    look,
    lookLast: async () => (counted.unknown === undefined ? look() : undefined),
    report: () => usersReport(counted, canary),
  }
}
