import { expect, test } from 'vitest'
import { readEvaluations } from '../../adapters/prometheus/promtool-evaluations.testkit.ts'
import { compareHistory, problemsOf } from './compare.ts'
import { randomHistory } from './history.ts'

/** Seeds of short histories: births, resets, gaps of scraping and of evaluation, maintenance, and events given back. */
const SEEDS = [13, 14, 26, 153, 273]

test.concurrent.each(SEEDS)(
  'the rules agree with plain counting over the history of seed %d',

  async seed => {
    const comparison = await compareHistory(randomHistory(seed), readEvaluations)
    expect(comparison.figures.length).toBeGreaterThan(10)
    expect(problemsOf(comparison)).toEqual([])
  },
)
