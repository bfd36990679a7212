import { type Duration, humanDuration, milliseconds, seconds } from '../../../lib/duration.ts'
import type { Page } from '../contract/page.ts'
import type { Broken, DrillDeps, DrillStatus } from './drill-deps.ts'
import { calmDeadline, resolveDeadline } from './promise.ts'

/** A drill that was healed. */
export interface Healing extends Broken {
  readonly outage: Duration
  /** Undefined where nothing paged. */
  readonly page: Page | undefined
  /** The stack before it was broken. */
  readonly before: DrillStatus
}

/** What came of it. */
export interface Healed {
  readonly isGood: boolean
  /** Since it was healed. */
  readonly resolvedAfter?: Duration
  readonly budgetSpent?: number
}

const POLL = milliseconds(250)
/** The stack writes down the beginning a moment after this command did; an earlier drill began much earlier. */
const CLOCKS_APART = seconds(1)

/** Reports when every hop answers again, when the budget is refunded, and when the page is resolved. */
export async function watchHealing(healing: Healing, deps: DrillDeps): Promise<Healed> {
  const { drill, started, outage, page, report, before, ask } = healing
  const { client, slos, now, pause, signal } = deps
  const healed = started + outage
  const deadline = page === undefined ? calmDeadline() : resolveDeadline(drill, slos, outage)
  report(
    page === undefined
      ? `every hop should answer again within ${humanDuration(deadline)}`
      : `the page should resolve within ${humanDuration(deadline)}, when the outage has left its short window`,
  )
  let isCalm = false
  let isGivenBack = false
  let budgetSpent: number | undefined
  const result = (isGood: boolean): Healed => ({
    isGood,
    ...(isGood && page !== undefined ? { resolvedAfter: milliseconds(now() - healed) } : {}),
    ...(budgetSpent === undefined ? {} : { budgetSpent }),
  })
  while (!signal.aborted && now() - healed < deadline) {
    const status = await client.status()
    budgetSpent = larger(budgetSpent, spentBetween(before, status))
    if (!isCalm && (await ask())?.domain === 'none') {
      isCalm = true
      report('fault domain: none')
      if (page === undefined) return result(true)
    }
    const { budgetGivenBackFor } = status
    if (!isGivenBack && budgetGivenBackFor !== null && Date.parse(budgetGivenBackFor) > started - CLOCKS_APART) {
      isGivenBack = true
      report(`the budget is refunded: nothing of the drill counts in a window of an hour or more`)
    }
    const current = (await client.pages()).find(candidate => candidate.id === page?.id)
    if (current?.status === 'resolved') {
      report('the page is resolved')
      if (!isGivenBack && deps.isSpentForGood !== true)
        report('the budget is refunded in a few minutes, if the stack runs until then')
      return result(true)
    }
    await pause(POLL)
  }
  const late = page === undefined ? 'a hop still fails after' : 'the page is not resolved within'
  report(signal.aborted ? 'interrupted' : `${late} ${humanDuration(deadline)}`)
  return result(false)
}

/** The largest part of a budget that was spent between two moments; undefined where none is known. */
function spentBetween(before: DrillStatus, after: DrillStatus): number | undefined {
  const left = new Map(before.slos.map(({ id, budgetRemaining }) => [id, budgetRemaining]))
  const spent = after.slos.flatMap(({ id, budgetRemaining }) => {
    const was = left.get(id)
    return was == null || budgetRemaining === null ? [] : [Math.max(0, was - budgetRemaining)]
  })
  return spent.length === 0 ? undefined : Math.max(...spent)
}

function larger(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b)
}
