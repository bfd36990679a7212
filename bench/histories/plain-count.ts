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

/** Events at the evaluation that can first count them, and without the bad ones that are given back. */
export function recordedEvents(history: History, counted: Counted): Pick<Counted, 'all' | 'bad'> {
  const [all, bad] = [counted.all.map(() => 0), counted.all.map(() => 0)]
  const waiting = { all: 0, bad: 0 }
  for (let step = 0; step < all.length; step++) {
    waiting.all += counted.all[step] ?? 0
    waiting.bad += counted.bad[step] ?? 0
    if (isIn(history.evaluationGaps, step)) continue
    all[step] = waiting.all
    if (!isIn(history.givenBack, step)) bad[step] = waiting.bad
    Object.assign(waiting, { all: 0, bad: 0 })
  }
  return { all, bad }
}

/**
 * How many steps each evaluation has measured: those since the one before it that had a scrape, when events came within a
 * minute. Of a gap only its ends are known, so it is measured as a whole.
 */
export function measuredSteps(
  history: History,
  { scraped }: Counted,
  recorded: Pick<Counted, 'all'>,
): readonly number[] {
  const minute = Math.ceil(60 / history.stepSeconds)
  let last = history.born
  return scraped.map((counter, step) => {
    if (counter === undefined || step <= history.born || isIn(history.evaluationGaps, step)) return 0
    const since = step - last
    last = step
    return sumUntil(recorded.all, step, minute) > 0 ? since : 0
  })
}

/** The sum of a stretch of steps that ends with one. */
export function sumUntil(values: readonly number[], last: number, steps: number): number {
  return values.slice(Math.max(0, last + 1 - steps), last + 1).reduce((sum, value) => sum + value, 0)
}
