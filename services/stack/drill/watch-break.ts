import { type Duration, humanDuration, milliseconds, minutes, seconds } from '../../../lib/duration.ts'
import { probeOf } from '../../../slo/core/model.ts'
import { isOwnPage, type Page } from '../contract/page.ts'
import { describePage } from '../control/page.ts'
import type { Broken, DrillDeps } from './drill-deps.ts'
import { FAULT_DOMAIN_DEADLINE, firstToPage, pageDeadline, uncountedTime } from './promise.ts'
import type { Promised } from './promised.ts'
import { type SeenTicket, ticketWatch } from './ticket-watch.ts'

/** What was seen until the drill was healed; times since it began. */
export interface Seen extends SeenTicket {
  readonly firstFailure?: Duration
  readonly faultDomain?: string
  readonly namedAfter?: Duration
  readonly isDomainRight: boolean
  readonly page: Page | undefined
  readonly pageAfter?: Duration
  /** The page came, or rightly did not. */
  readonly isPageRight: boolean
  /** For how much longer than predicted the page was waited for, because probes were not counted. */
  readonly uncounted?: Duration
  /** Titles of pages that should not have come. */
  readonly loud: readonly string[]
}

const POLL = milliseconds(250)
/** No probe that is under way began earlier than this. */
const LONGEST_PROBE = minutes(1)

/** Reports the first failed probe, the fault domain and the page as they come. */
export async function watchBreak(broken: Broken, deps: DrillDeps): Promise<Seen> {
  const { drill, started, report } = broken
  const { client, slos, now, pause, signal } = deps
  const dueTime = watchDueTime(broken, deps)
  const due = humanDuration(pageDeadline(drill, slos) ?? UNPREDICTED)
  report(
    drill.isSilent === true
      ? `nothing may page within ${due}: by then it would have, by the formula of the alert windows, if visitors saw the fault`
      : `the page is due within ${due}, by the formula of the alert windows and the alerting delays`,
  )
  const ticket = ticketWatch(broken, deps)
  const failed = firstFailure(started, deps)
  const named = domainWatch(broken, now)
  const elapsed = () => milliseconds(now() - started)
  let failedAfter: Duration | undefined
  const loud = new Set<string>()
  const seen = (page: Page | undefined): Seen => ({
    ...(failedAfter === undefined ? {} : { firstFailure: failedAfter }),
    ...named.result(page),
    ...ticket.result(),
    page,
    ...(page === undefined ? {} : { pageAfter: elapsed() }),
    ...dueTime.result(),
    isPageRight: page !== undefined || (drill.isSilent === true && loud.size === 0 && !signal.aborted),
    loud: [...loud],
  })
  while (!signal.aborted && !((await dueTime.isOver()) && ticket.isOver())) {
    if (failedAfter === undefined && (await failed())) {
      failedAfter = elapsed()
      report('the first probe failed')
    }
    await named.look()
    await ticket.look()
    await client.renewDrill()
    const pages = (await client.pages()).filter(page => isNew(page, started))
    for (const { title } of pages.filter(page => !mayFire(page, drill)).filter(({ title }) => !loud.has(title))) {
      loud.add(title)
      report(`a page fired that should not: ${title}`)
    }
    const page = pages.find(candidate => isOurs(candidate, drill))
    if (page !== undefined) {
      report('the page fired:')
      for (const line of describePage(page)) report(`  ${line}`)
      return seen(page)
    }
    await pause(POLL)
  }
  if (signal.aborted) report('interrupted')
  else if (drill.isSilent !== true) report(`no page came within ${due}`)
  else if (loud.size === 0) report('nothing paged')
  return seen(undefined)
}

/** Where the formulas predict no page, it is waited for so long. */
const UNPREDICTED = seconds(120)

/** Whether the time for the page is over; what was not counted is waited for once more. */
function watchDueTime({ drill, started, report }: Broken, deps: DrillDeps) {
  let deadline = pageDeadline(drill, deps.slos) ?? UNPREDICTED
  let isPutOff = drill.isSilent === true
  let later = milliseconds(0)
  return {
    async isOver(): Promise<boolean> {
      if (deps.now() - started < deadline) return false
      if (isPutOff) return true
      isPutOff = true
      later = await uncounted(drill, deadline, deps)
      if (later === 0) return true
      deadline = milliseconds(deadline + later)
      report(`probes for ${humanDuration(later)} were not counted: the page may come so much later`)
      return false
    },
    result: () => (later === 0 ? {} : { uncounted: later }),
  }
}

/** Whether a probe has failed since the break. A slot before it can still fail by it, so failures are distinguished by their ids. */
function firstFailure(started: number, { client }: DrillDeps): () => Promise<boolean> {
  const lately = new Date(started - LONGEST_PROBE)
  let before: ReadonlySet<string> | undefined
  return async () => {
    const failures = await client.failuresSince(lately)
    before ??= new Set(failures)
    return failures.some(id => before?.has(id) === false)
  }
}

/** Follows the fault domain, reports it as it changes, and says at the end whether it was right in time. */
function domainWatch({ drill, started, report, ask }: Broken, now: () => number) {
  let domain: string | undefined
  let isLate = false
  let namedAfter: Duration | undefined
  /** What fails by chance is named by the time it pages; what is right from the start needs no naming. */
  const hasDeadline = drill.errorRatio === undefined && drill.faultDomain !== 'none'
  const elapsed = () => milliseconds(now() - started)
  return {
    async look(): Promise<void> {
      const fault = await ask()
      if (fault !== undefined && fault.domain !== 'none' && fault.domain !== domain) {
        domain = fault.domain
        report(`fault domain: ${domain}${domain === drill.faultDomain ? '' : ` (expected ${drill.faultDomain})`}`)
        for (const line of fault.evidence) report(`  ${line}`)
      }
      if (domain === drill.faultDomain) namedAfter ??= elapsed()
      if (hasDeadline && !isLate && domain !== drill.faultDomain && elapsed() > FAULT_DOMAIN_DEADLINE) {
        isLate = true
        report(`the prober has not named ${drill.faultDomain} within ${humanDuration(FAULT_DOMAIN_DEADLINE)}`)
      }
    },
    result(page: Page | undefined) {
      const isNamed =
        drill.errorRatio === undefined ? domain === drill.faultDomain : page?.faultDomain === drill.faultDomain
      return {
        ...(domain === undefined ? {} : { faultDomain: domain }),
        ...(namedAfter === undefined ? {} : { namedAfter }),
        isDomainRight: drill.faultDomain === 'none' ? domain === undefined : !isLate && isNamed,
      }
    },
  }
}

/** For how long no probes were counted that the first of the drill's pages is made of. */
async function uncounted(drill: Promised, waited: Duration, { client, slos }: DrillDeps): Promise<Duration> {
  const first = firstToPage(drill, slos)
  const probe = first && probeOf(first)
  if (first === undefined || probe === undefined) return milliseconds(0)
  const counted = await client.countedWithin([probe], waited)
  return counted === undefined ? milliseconds(0) : uncountedTime(first, waited, counted)
}

/** A page that began in this drill. Alertmanager's times are those of an evaluation, a part of an interval older than the page. */
function isNew(page: Page, started: number): boolean {
  return page.severity === 'page' && page.status === 'firing' && Date.parse(page.startedAt) > started - seconds(15)
}

/** Whether the drill promises this page. */
function isOurs(page: Page, drill: Promised): boolean {
  if (drill.isSilent === true) return false
  if (drill.isPagedByStack === true) return isOwnPage(page)
  return page.slos.some(id => drill.slos.includes(id))
}

/** Whether a page may fire: the page about failures of a probe comes before the budget's, and joins it. */
function mayFire(page: Page, drill: Promised): boolean {
  if (drill.isSilent === true) return false
  if (isOwnPage(page)) return drill.isPagedByStack === true
  return page.slos.every(id => drill.slos.includes(id))
}
