import { startCronJobs } from '../../../adapters/cron-jobs.ts'
import type { Log } from '../../../adapters/log.ts'
import { describeError } from '../../../lib/describe-error.ts'
import { isExternal } from '../../../lib/system-error.ts'
import { lastWeeks, type ReportWeek, type WeeklyList } from '../core/report-weeks.ts'
import type { MadeReport } from './make-report.ts'
import { KEPT_WEEKS, keepReport, readReport, weeksIn } from './report-folder.ts'

/** A report as it is answered, with the one style that it carries. */
interface ReportPage {
  readonly html: string
  readonly style: string
}

/** The reports of the last weeks. */
export interface WeeklyReports {
  readonly list: () => WeeklyList
  /** The report of a week; undefined where there is none. Rejects when it cannot be read. */
  page(week: string): Promise<ReportPage | undefined>
  /** Makes what is missing, one after the other; ends when there is nothing more to do now. Never rejects. */
  makeMissing(): Promise<void>
}

export interface WeeklyDeps {
  readonly folder: string
  readonly now: () => Date
  readonly log: Log
  readonly make: (week: ReportWeek) => Promise<MadeReport>
}

/** Every ten minutes, on a Monday first at five past midnight: what is not missing costs a look into the folder. */
const SLOTS = '5-59/10 * * * *'

/** Makes missing reports now and at each slot, until the signal aborts. */
export function startWeeklyReports(deps: WeeklyDeps, signal: AbortSignal): WeeklyReports {
  const reports = createWeeklyReports(deps)
  const report = (error: unknown): void => deps.log.error('the job of weekly reports failed', { error })
  const stop = startCronJobs([{ expression: SLOTS, run: () => void reports.makeMissing() }], report)
  signal.addEventListener('abort', stop)
  void reports.makeMissing()
  return reports
}

/** The reports of a folder. */
export function createWeeklyReports(deps: WeeklyDeps): WeeklyReports {
  let list: WeeklyList = { weeks: [] }
  let making: Promise<void> | undefined
  let logged: string | undefined
  /** Weeks of which Prometheus has nothing: it will not have more of them later. */
  const empty = new Set<string>()
  const work = async (): Promise<void> => {
    try {
      list = { weeks: await weeksIn(deps.folder) }
      const problem = await makeAll(deps, empty)
      list = { weeks: await weeksIn(deps.folder), problem }
    } catch (error) {
      if (!isExternal(error)) throw error
      list = { ...list, problem: `Weekly reports cannot be kept: ${describeError(error)}` }
    }
    // The same problem again and again would fill the log.
    if (list.problem !== undefined && list.problem !== logged)
      deps.log.error('no weekly report', { problem: list.problem })
    logged = list.problem
  }
  return {
    list: () => list,
    async page(week) {
      const page = await readReport(deps.folder, week)
      return page === undefined ? undefined : { html: page, style: /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '' }
    },
    makeMissing() {
      making ??= work().finally(() => {
        making = undefined
      })
      return making
    },
  }
}

/** Makes the reports that are missing, the newest first, until one cannot be made; the reason why. */
async function makeAll(deps: WeeklyDeps, empty: Set<string>): Promise<string | undefined> {
  const known = new Set([...empty, ...(await weeksIn(deps.folder))])
  for (const week of lastWeeks(deps.now(), KEPT_WEEKS).filter(({ name }) => !known.has(name))) {
    const made = await deps.make(week)
    if (made.kind === 'nothing') empty.add(week.name)
    if (made.kind === 'failed') return `The report of ${week.name} is not made yet: ${made.problem}`
    if (made.kind === 'made') {
      await keepReport(deps.folder, week.name, made.page)
      deps.log.info('weekly report made', { week: week.name })
    }
  }
  return undefined
}
