import { inSeconds } from '../../lib/duration.ts'
import { COUNT_RANGE } from '../../slo/rules/event-rates.ts'
import { type History, isIn } from './history.ts'

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
  const [all, bad, late] = [zeros(), zeros(), { all: zeros(), bad: zeros() }]
  const readBack = Math.round(inSeconds(COUNT_RANGE) / history.stepSeconds)
  const hour = Math.round(3600 / history.stepSeconds)
  let [waiting, before]: [number[], number | undefined] = [[], undefined]
  /** The scrape before that of a step. */
  const previous = counted.scraped.map((counter, step) => {
    const found = before
    if (counter !== undefined) before = step
    return found
  })
  for (let step = 0; step < all.length; step++) {
    waiting.push(step)
    if (isIn(history.evaluationGaps, step)) continue
    const isGivenBack = isIn(history.givenBack, step)
    for (const one of waiting) {
      const from = previous[one]
      const isLate = from !== undefined && from < step - readBack
      const [toAll, toBad] = isLate ? [late.all, late.bad] : [all, bad]
      // Of a counter that began again in such a gap, or in the hour before, only what it stands higher is known.
      const isReset = isLate && history.resets.some(reset => reset > from - hour && reset <= one)
      const shown = (key: 'all' | 'bad'): number => {
        if (!isReset) return counted[key][one] ?? 0
        const before = counted.scraped.slice(Math.max(0, from - hour), from + 1).map(counter => counter?.[key] ?? 0)
        return Math.max(0, (counted.scraped[one]?.[key] ?? 0) - Math.max(...before))
      }
      toAll[step] = (toAll[step] ?? 0) + shown('all')
      if (!isGivenBack && shown('all') > 0) toBad[step] = (toBad[step] ?? 0) + shown('bad')
    }
    waiting = []
  }
  return { all, bad, late }
}

/**
 * How many steps each evaluation has measured: those since the one before it that had a scrape, when events came within a
 * minute. Of a gap only its ends are known, so it is measured as a whole. At first, and after a gap of more than half an
 * hour, it is the part of the last half hour that was scraped, if that is more than five minutes.
 */
export function measuredSteps(history: History, { scraped }: Counted, recorded: Recorded): readonly number[] {
  const minute = Math.ceil(60 / history.stepSeconds)
  const readBack = Math.round(inSeconds(COUNT_RANGE) / history.stepSeconds)
  let last: number | undefined
  return scraped.map((counter, step) => {
    if (counter === undefined || step <= history.born || isIn(history.evaluationGaps, step)) return 0
    const since = last === undefined ? Number.POSITIVE_INFINITY : step - last
    last = step
    if (sumUntil(recorded.all, step, minute) <= 0) return 0
    if (since <= readBack) return since
    const seen = scraped.slice(Math.max(0, step - readBack), step).filter(one => one !== undefined).length
    return seen > 5 * minute ? seen : 0
  })
}

/** The sum of a stretch of steps that ends with one. */
export function sumUntil(values: readonly number[], last: number, steps: number): number {
  return values.slice(Math.max(0, last + 1 - steps), last + 1).reduce((sum, value) => sum + value, 0)
}
