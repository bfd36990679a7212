import { type Duration, inSeconds } from '../../lib/duration.ts'
import { BASE_WINDOW } from '../../slo/core/windows.ts'
import { COUNT_RANGE } from '../../slo/rules/event-rates.ts'
import { type History, isIn } from './history.ts'

export function stepsOf({ stepSeconds }: History, duration: Duration): number {
  return Math.ceil(inSeconds(duration) / stepSeconds)
}

export function isScraped(history: History, step: number): boolean {
  return step >= history.born && !isIn(history.scrapeGaps, step)
}

/** A step and those before it. */
export function lately(step: number, steps: number): readonly number[] {
  return Array.from({ length: Math.min(steps, step + 1) }, (_, back) => step - back)
}

/** Whether five minutes have two scrapes: without a rate nothing is counted. */
export function hasRate(history: History, step: number): boolean {
  return lately(step, stepsOf(history, BASE_WINDOW)).filter(one => isScraped(history, one)).length >= 2
}

/**
 * The part by which `rate()` of half an hour adds to what its scrapes show: what would have come up to its beginning, or in
 * half the mean time between two scrapes where it is more than a tenth longer than that. Nothing where the last five minutes
 * have all of the scrapes, for then these are looked at themselves.
 */
export function estimatedMore(history: History, step: number): number {
  const [readBack, five] = [stepsOf(history, COUNT_RANGE), stepsOf(history, BASE_WINDOW)]
  const scrapes = lately(step, readBack + 1).filter(one => isScraped(history, one))
  const [newest = step, oldest = step] = [scrapes[0], scrapes.at(-1)]
  if (oldest >= step - five) return 0
  const mean = (newest - oldest) / (scrapes.length - 1)
  const missing = oldest - (step - readBack)
  return (missing < 1.1 * mean ? missing : mean / 2) / (newest - oldest)
}

/** The sum of a stretch of steps that ends with one. */
export function sumUntil(values: readonly number[], last: number, steps: number): number {
  return values.slice(Math.max(0, last + 1 - steps), last + 1).reduce((sum, value) => sum + value, 0)
}
