import { inSeconds } from '../../lib/duration.ts'
import { OFTEN } from '../../slo/rules/event-counts.ts'
import { COUNT_RANGE } from '../../slo/rules/event-rates.ts'
import type { Counted, Counter, Events } from './counted-events.ts'
import { type History, isIn } from './history.ts'
import { type LongGap, lateEvents, lateStep } from './late-events.ts'
import { estimatedMore, hasRate, isScraped, lately, stepsOf, sumUntil } from './scrapes.ts'

/** Events by the evaluation that counts them. */
export interface Recorded extends Events {
  /** Those of a gap that counters are not read over: they are of the period, and not of its last hours. */
  readonly late: Events
  /** So many more may `rate()` see over a restart, or at the end of such a gap, where half an hour has few scrapes. */
  readonly estimated: Events
}

/** Events at the evaluation that can first count them, and without the bad ones that are given back. */
export function recordedEvents(history: History, counted: Counted): Recorded {
  const zeros = (): Events => ({ all: counted.all.map(() => 0), bad: counted.all.map(() => 0) })
  const recorded = { ...zeros(), late: zeros(), estimated: zeros() }
  const timely = zeros()
  const gaps = new Map<number, LongGap[]>()
  const previous = previousScrapes(counted)
  let waiting: number[] = []
  for (let step = 0; step < counted.all.length; step++) {
    waiting.push(step)
    if (isIn(history.evaluationGaps, step) || !hasRate(history, step)) continue
    const isLate = (one: number): boolean => (previous[one] ?? one) < step - stepsOf(history, COUNT_RANGE)
    const inTime = waiting.filter(one => !isLate(one))
    const sum = (key: Counter): number => inTime.reduce((all, one) => all + (counted[key][one] ?? 0), 0)
    const events = { all: sum('all'), bad: sum('bad') }
    add(timely, step, events)
    record(history, recorded, step, events)
    const [late, before] = [waiting.filter(isLate), previous[waiting[0] ?? step]]
    if (late.length > 0 || waiting.some(one => history.resets.includes(one))) {
      const more = estimatedMore(history, step)
      const read = (key: Counter): number => sumUntil(timely[key], step, stepsOf(history, COUNT_RANGE))
      add(recorded.estimated, step, { all: more * read('all'), bad: more * read('bad') })
    }
    if (late.length > 0) {
      const at = lateStep(history, step)
      if (at !== undefined && before !== undefined) gaps.set(at, [...(gaps.get(at) ?? []), { before, step, late }])
    }
    waiting = []
  }
  for (const [at, chain] of gaps) record(history, recorded.late, at, lateEvents(history, counted, timely, at, chain))
  return recorded
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

function add(to: Events, step: number, events: Record<Counter, number>): void {
  const [all, bad] = [to.all as number[], to.bad as number[]]
  all[step] = (all[step] ?? 0) + events.all
  bad[step] = (bad[step] ?? 0) + events.bad
}

function record(history: History, to: Events, step: number, events: Record<Counter, number>): void {
  const isCounted = !isIn(history.givenBack, step) && events.all > 0
  add(to, step, { all: events.all, bad: isCounted ? events.bad : 0 })
}

/** The step at which the data begins for the rules: of older counters the first evaluation knows the time that it measured. */
export function firstStep(history: History, measured: readonly number[]): number {
  const first = history.all.findIndex((_, step) => isCounted(history, step))
  return first - Math.max(1, measured[first] ?? 0)
}

function isCounted(history: History, step: number): boolean {
  return !isIn(history.evaluationGaps, step) && isScraped(history, step) && hasRate(history, step)
}

/**
 * How many steps each evaluation has measured: those since the one before it that had a scrape, when events came within a
 * minute. Of a gap only its ends are known, so it is measured as a whole. At first, and after a gap of more than half an
 * hour, it is what had events of the time since the first scrape in the last half hour, if that is more than five minutes.
 */
export function measuredSteps(history: History, { all, scraped }: Counted, recorded: Recorded): readonly number[] {
  const minute = Math.ceil(60 / history.stepSeconds)
  const readBack = Math.round(inSeconds(COUNT_RANGE) / history.stepSeconds)
  // Where fewer than three a minute come, five minutes without any are measured.
  const isActive = (step: number): boolean => {
    const five = sumUntil(recorded.all, step, 5 * minute)
    return sumUntil(recorded.all, step, minute) > 0 || (five > 0 && five < 5 * OFTEN)
  }
  let last: number | undefined
  return scraped.map((counter, step) => {
    if (counter === undefined || !isCounted(history, step)) return 0
    const since = last === undefined ? Number.POSITIVE_INFINITY : step - last
    last = step
    if (!isActive(step)) return 0
    if (since <= readBack) return since
    const scrapes = lately(step, readBack + 1).filter(one => isScraped(history, one))
    const hasEvents = (one: number): boolean => !isScraped(history, one) || sumUntil(all, one, minute) > 0
    const taken = lately(step, step - (scrapes.at(-1) ?? step)).filter(hasEvents).length
    return taken > 5 * minute ? taken : 0
  })
}
