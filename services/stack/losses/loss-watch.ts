import type { KeptFile } from '../../../adapters/files/kept-file.ts'
import { type Duration, seconds } from '../../../lib/duration.ts'
import type { Notice } from '../contract/notice.ts'
import type { WatcherFacts } from '../watchers/facts.ts'
import { type Loss, lossNotices, type Measured } from './loss.ts'

/** What notices that measurements are missing, and remembers it. */
export interface LossWatch {
  /** Looks once; resolves when what was found is remembered. */
  look(): Promise<void>
  notices(): readonly Notice[]
}

/** What the watch is made of. */
export interface LossWatchDeps {
  readonly kept: KeptFile<Measured>
  readonly facts: () => Pick<WatcherFacts, 'newestSample' | 'newestProberSample' | 'prometheusSilentSince'>
  /** The process of Prometheus; another one has read its data from the disk again. */
  readonly prometheusPid: () => number | undefined
  /** The newest sample stored at or before a moment: null when there is none, undefined when Prometheus does not say. */
  readonly newestBefore: (moment: Date) => Promise<Date | null | undefined>
  readonly now: () => Date
}

/** Six scrapes of five seconds in a row. */
const GAP_AFTER: Duration = seconds(30)
/** A sample may be written down here a moment before a Prometheus that is killed has it on the disk. */
const UNWRITTEN: Duration = seconds(15)
/** How often the newest sample is written down. */
const KEPT_EVERY: Duration = seconds(15)
const MOST_KEPT = 50

/** A watch that knows what an earlier stack had seen. */
export function createLossWatch({ kept, facts, prometheusPid, newestBefore, now }: LossWatchDeps): LossWatch {
  const measured = (): Measured => kept.current() ?? { losses: [] }
  const beforeStart = measured().newestSample
  /** The newest sample that was seen of the process before this one, until it is known whether this one still has it. */
  let unproven = beforeStart === undefined ? undefined : { newest: new Date(beforeStart), isThisRun: false }
  let pid: number | undefined
  let newest: Date | undefined
  let prober: Date | undefined
  const note = (...losses: readonly Loss[]): void => {
    if (losses.length > 0)
      void kept.keep({ ...measured(), losses: [...measured().losses, ...losses].slice(-MOST_KEPT) })
  }
  const keepNewest = (): void => {
    const keptAt = Date.parse(measured().newestSample ?? '')
    if (newest === undefined || newest.getTime() - keptAt < KEPT_EVERY) return
    void kept.keep({ ...measured(), newestSample: newest.toISOString() })
  }
  /** What Prometheus no longer has of what it had; undefined while it is not known. */
  const prove = async (): Promise<readonly Loss[] | undefined> => {
    if (unproven === undefined) return []
    const { newest: had, isThisRun } = unproven
    const found = await newestBefore(had)
    if (found === undefined) return undefined
    unproven = undefined
    if (found !== null && had.getTime() - found.getTime() <= UNWRITTEN) return []
    const from = found === null ? {} : { from: found.toISOString() }
    // Within one run all is missing until the first sample after it; before a run nothing was to be measured.
    const until = isThisRun ? (facts().newestSample ?? had) : had
    newest = undefined
    return [{ kind: 'repaired', ...from, until: until.toISOString() }]
  }
  return {
    notices: () => lossNotices(measured().losses, now()),
    async look() {
      const current = prometheusPid()
      if (current !== undefined && current !== pid) {
        if (pid !== undefined && newest !== undefined) unproven = { newest, isThisRun: true }
        pid = current
      }
      const { newestSample, newestProberSample, prometheusSilentSince } = facts()
      // What was seen of the process before is known already; only a later sample is of this one.
      if (prometheusSilentSince !== undefined || newestSample === undefined) return
      if (unproven !== undefined && newestSample <= unproven.newest) return
      const lost = await prove()
      if (lost === undefined) return
      const unstored = gap('unstored', newest, newestSample)
      // Where nothing was stored, nothing of the prober was.
      const unprobed = lost.length + unstored.length > 0 ? [] : gap('unprobed', prober, newestProberSample)
      newest = newestSample
      // The prober's first sample after a time without any storage comes with a later scrape.
      const isAfterLoss = lost.length + unstored.length > 0
      prober = later(prober, isAfterLoss ? newestSample : newestProberSample)
      note(...lost, ...unstored, ...unprobed)
      keepNewest()
    },
  }
}

function later(one: Date | undefined, other: Date | undefined): Date | undefined {
  return one === undefined || (other !== undefined && other > one) ? other : one
}

function gap(kind: Loss['kind'], from: Date | undefined, until: Date | undefined): readonly Loss[] {
  if (from === undefined || until === undefined || until.getTime() - from.getTime() <= GAP_AFTER) return []
  return [{ kind, from: from.toISOString(), until: until.toISOString() }]
}
