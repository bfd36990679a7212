import { type History, isIn } from './history.ts'

/** Numbers of events, one a step. */
export interface Events {
  readonly all: readonly number[]
  readonly bad: readonly number[]
}

export type Counter = 'all' | 'bad'

/** The events that a step's scrape showed for the first time. */
export interface Counted extends Events {
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
