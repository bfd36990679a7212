import { expect, test } from 'vitest'
import { readEvaluations } from '../../adapters/prometheus/promtool-evaluations.testkit.ts'
import { compareHistory, problemsOf } from './compare.ts'
import { randomHistory } from './history.ts'

/**
 * Seeds of short histories: births, resets, gaps of scraping and of evaluation, of about half an hour and scraped in parts,
 * maintenance, and events given back; one after the other, for each keeps a processor busy.
 */
const SEEDS = [13, 26, 67, 153, 295, 386]

test.each(SEEDS)(
  'the rules agree with plain counting over the history of seed %d',

  async seed => {
    const comparison = await compareHistory(randomHistory(seed), readEvaluations)
    expect(comparison.figures.length).toBeGreaterThan(10)
    expect(problemsOf(comparison)).toEqual([])
  },
)
