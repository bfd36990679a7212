import { hours, minutes } from '../../lib/duration.ts'
import { SETTLING } from '../../slo/rules/long-gaps.ts'
import type { Counted, Counter, Events } from './counted-events.ts'
import { type History, isIn, isSlow } from './history.ts'
import { hasRate, isScraped, lately, stepsOf, sumUntil } from './scrapes.ts'

/** A gap that counters are not read over: the last scrape before it, its first evaluation, and the steps only it shows. */
export interface LongGap {
  readonly before: number
  readonly step: number
  readonly late: readonly number[]
}

/** The events of long gaps that are looked for at once: one that begins before those of another are counted is one with it. */
export function lateEvents(
  history: History,
  counted: Counted,
  timely: Events,
  at: number,
  chain: readonly LongGap[],
): Record<Counter, number> {
  const [first] = chain
  if (first === undefined) return { all: 0, bad: 0 }
  const of = (key: Counter): number => {
    const since = sumUntil(timely[key], at, at - first.step + 1)
    const shown = chain.flatMap(({ late }) => late).reduce((all, one) => all + (counted[key][one] ?? 0), 0)
    return risen(history, counted, key, first.before, at, since) ?? shown
  }
  return { all: of('all'), bad: of('bad') }
}

/** The slow group missed so much, so it waits anew. */
const MISSED = minutes(4)

/**
 * The slow evaluation that finds the events of a long gap, which was over at a step. Some minutes pass after the first one,
 * without another gap that the slow group misses, and with a scrape at each evaluation.
 */
export function lateStep(history: History, over: number): number | undefined {
  const [settling, missed] = [stepsOf(history, SETTLING), stepsOf(history, MISSED)]
  let [first, last]: (number | undefined)[] = []
  for (let step = over; step < history.all.length; step++) {
    if (!isSlow(history, step) || !hasRate(history, step)) continue
    if (first === undefined || last === undefined || step - last > missed) first = step
    last = step
    const isUncounted = (one: number): boolean => !isScraped(history, one) && !isIn(history.evaluationGaps, one)
    if (step - first >= settling && !lately(step, settling).some(isUncounted)) return step
  }
  return undefined
}

/**
 * Of a counter that began again in a long gap, in the hour before it or until it is looked at, only by how much it stands
 * higher is known, and `since` of that was counted already. Undefined where it did not begin again.
 */
function risen(
  history: History,
  counted: Counted,
  key: Counter,
  before: number,
  at: number,
  since: number,
): number | undefined {
  const first = Math.max(0, before - stepsOf(history, hours(1)))
  if (!history.resets.some(reset => reset > first && reset <= at)) return undefined
  const { scraped } = counted
  // What the counters stood at is known of evaluations.
  const isSeen = (step: number): boolean => !isIn(history.evaluationGaps, step) && hasRate(history, step)
  const seen = lately(before, before + 1 - first).filter(isSeen)
  const highest = Math.max(0, ...seen.map(step => scraped[step]?.[key] ?? 0))
  const last = scraped[before]?.[key] ?? 0
  const mayBe = highest > last ? highest + sumUntil(counted[key], before, before - first) : last
  return Math.max(0, (scraped[at]?.[key] ?? 0) - mayBe - since)
}
