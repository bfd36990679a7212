import { type Duration, hours, inSeconds, minutes } from '../../lib/duration.ts'
import { BASE_WINDOW } from '../../slo/core/windows.ts'
import { COUNT_RANGE } from '../../slo/rules/event-rates.ts'
import { SETTLING } from '../../slo/rules/long-gaps.ts'
import { type History, isIn, isSlow } from './history.ts'

/** The events that a step's scrape showed for the first time. */
export interface Counted {
  readonly all: readonly number[]
  readonly bad: readonly number[]
  /** The counters' own values at each scrape; undefined where there was none. */
  readonly scraped: readonly ({ readonly all: number; readonly bad: number } | undefined)[]
}

/**
 * What the scrapes show of the events: each counts at the first scrape after it. Those before the first scrape, and those
 * that a reset took away before any scrape, were not measured.
 */
export function countedEvents(history: History): Counted {
  const [all, bad, scraped]: [number[], number[], Counted['scraped'][number][]] = [[], [], []]
  const counter = { all: 0, bad: 0 }
  let last: { readonly all: number; readonly bad: number } | undefined
  const rise = (now: number, before: number): number => (now < before ? now : now - before)
  for (let step = 0; step < history.all.length; step++) {
    if (history.resets.includes(step)) Object.assign(counter, { all: 0, bad: 0 })
    counter.all += history.all[step] ?? 0
    counter.bad += history.bad[step] ?? 0
    const isScraped = step >= history.born && !isIn(history.scrapeGaps, step)
    scraped.push(isScraped ? { ...counter } : undefined)
    const before = isScraped ? last : undefined
    const badRise = before === undefined ? 0 : rise(counter.bad, before.bad)
    bad.push(badRise)
    // A probe has one counter of all, and requests one of good and one of bad.
    if (before === undefined) all.push(0)
    else if (history.kind === 'probe') all.push(rise(counter.all, before.all))
    else all.push(badRise + rise(counter.all - counter.bad, before.all - before.bad))
    if (isScraped) last = { ...counter }
  }
  return { all, bad, scraped }
}

/** Events by the evaluation that counts them. */
export interface Recorded {
  readonly all: readonly number[]
  readonly bad: readonly number[]
  /** Those of a gap that counters are not read over: they are of the period, and not of its last hours. */
  readonly late: { readonly all: readonly number[]; readonly bad: readonly number[] }
}

/** Events at the evaluation that can first count them, and without the bad ones that are given back. */
export function recordedEvents(history: History, counted: Counted): Recorded {
  const zeros = (): number[] => counted.all.map(() => 0)
  const recorded = { all: zeros(), bad: zeros(), late: { all: zeros(), bad: zeros() } }
  const previous = previousScrapes(counted)
  let waiting: number[] = []
  for (let step = 0; step < counted.all.length; step++) {
    waiting.push(step)
    if (isIn(history.evaluationGaps, step) || !hasRate(history, step)) continue
    const isLate = (one: number): boolean => (previous[one] ?? one) < step - stepsOf(history, COUNT_RANGE)
    const timely = waiting.filter(one => !isLate(one))
    const sum = (key: Counter, steps: readonly number[]): number =>
      steps.reduce((all, one) => all + (counted[key][one] ?? 0), 0)
    record(history, recorded, step, { all: sum('all', timely), bad: sum('bad', timely) })
    const at = timely.length < waiting.length ? lateStep(history, step) : undefined
    const before = previous[waiting[0] ?? step]
    if (at !== undefined && before !== undefined) {
      const late = waiting.filter(isLate)
      const since = Array.from({ length: at - step }, (_, index) => step + 1 + index)
      const shown = (key: Counter): number =>
        risen(history, counted, key, before, at, sum(key, [...timely, ...since])) ?? sum(key, late)
      record(history, recorded.late, at, { all: shown('all'), bad: shown('bad') })
    }
    waiting = []
  }
  return recorded
}

type Counter = 'all' | 'bad'

function stepsOf({ stepSeconds }: History, duration: Duration): number {
  return Math.ceil(inSeconds(duration) / stepSeconds)
}

/** The scrape before that of each step. */
function previousScrapes({ scraped }: Counted): readonly (number | undefined)[] {
  let before: number | undefined
  return scraped.map((counter, step) => {
    const found = before
    if (counter !== undefined) before = step
    return found
  })
}

function record(history: History, to: Pick<Recorded, Counter>, step: number, events: Record<Counter, number>): void {
  const [all, bad] = [to.all as number[], to.bad as number[]]
  all[step] = (all[step] ?? 0) + events.all
  if (!isIn(history.givenBack, step) && events.all > 0) bad[step] = (bad[step] ?? 0) + events.bad
}

function isScraped(history: History, step: number): boolean {
  return step >= history.born && !isIn(history.scrapeGaps, step)
}

/** A step and those before it. */
function lately(step: number, steps: number): readonly number[] {
  return Array.from({ length: Math.min(steps, step + 1) }, (_, back) => step - back)
}

/** Whether five minutes have two scrapes: without a rate nothing is counted. */
function hasRate(history: History, step: number): boolean {
  return lately(step, stepsOf(history, BASE_WINDOW)).filter(one => isScraped(history, one)).length >= 2
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
  const highest = Math.max(...scraped.slice(first, before + 1).map(counter => counter?.[key] ?? 0))
  const last = scraped[before]?.[key] ?? 0
  const mayBe = highest > last ? highest + sumUntil(counted[key], before, before - first) : last
  return Math.max(0, (scraped[at]?.[key] ?? 0) - mayBe - since)
}

/**
 * How many steps each evaluation has measured: those since the one before it that had a scrape, when events came within a
 * minute. Of a gap only its ends are known, so it is measured as a whole. At first, and after a gap of more than half an
 * hour, it is the time since the first scrape in the last half hour, if that is more than five minutes.
 */
export function measuredSteps(history: History, { scraped }: Counted, recorded: Recorded): readonly number[] {
  const minute = Math.ceil(60 / history.stepSeconds)
  const readBack = Math.round(inSeconds(COUNT_RANGE) / history.stepSeconds)
  let last: number | undefined
  return scraped.map((counter, step) => {
    if (counter === undefined || isIn(history.evaluationGaps, step) || !hasRate(history, step)) return 0
    const since = last === undefined ? Number.POSITIVE_INFINITY : step - last
    last = step
    if (sumUntil(recorded.all, step, minute) <= 0) return 0
    if (since <= readBack) return since
    const seen = scraped.slice(Math.max(0, step - readBack), step).findIndex(one => one !== undefined)
    const taken = seen < 0 ? 0 : Math.min(step, readBack) - seen
    return taken > 5 * minute ? taken : 0
  })
}

/** The sum of a stretch of steps that ends with one. */
export function sumUntil(values: readonly number[], last: number, steps: number): number {
  return values.slice(Math.max(0, last + 1 - steps), last + 1).reduce((sum, value) => sum + value, 0)
}
