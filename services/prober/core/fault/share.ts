import { binomialTail } from '../../../../lib/binomial.ts'

/** Tries, and how many of them failed. */
export interface Tally {
  readonly bad: number
  readonly of: number
}

/** What comes less often than this by chance counts as no chance. */
const BY_CHANCE = 0.1

/** The smallest share of failing requests that explains a tally: one end of its Clopper-Pearson interval, at 90 %. */
function leastShare({ bad, of }: Tally): number {
  let [low, high] = [0, 1]
  for (let step = 0; step < 30; step++) {
    const middle = (low + high) / 2
    if (binomialTail(of, bad, middle) < BY_CHANCE) low = middle
    else high = middle
  }
  return low
}

/**
 * Whether a tally shows that what makes the others fail does not touch it: with the same share of failures, however small
 * that may be by what was seen, so few would hardly ever come. One good answer beside a hop that fails every second request
 * shows nothing.
 */
export function isUntouched(tally: Tally, failing: Tally): boolean {
  const { bad, of } = tally
  return 1 - binomialTail(of, bad + 1, leastShare(failing)) < BY_CHANCE
}

/** Whether failures that follow one split of all tries would hardly ever do so by chance: one of all ways to pick so many. */
export function isNoChance({ bad, of }: Tally): boolean {
  let ways = 1
  for (let index = 1; index <= bad; index++) ways = (ways * (of - bad + index)) / index
  return ways >= 1 / BY_CHANCE
}
