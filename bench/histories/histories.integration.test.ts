import { expect, test } from 'vitest'
import { readEvaluations } from '../../adapters/prometheus/promtool-evaluations.testkit.ts'
import { compareHistory, problemsOf } from './compare.ts'
import { randomHistory } from './history.ts'

/**
 * Seeds of short histories: births, resets, gaps of scraping and of evaluation, of about half an hour and scraped in parts,
 * maintenance, and events given back; one after the other, for each keeps a processor busy. `bench/histories.ts` has more,
 * and longer ones.
 */
const SEEDS = [13, 295, 308, 386, 462, 498]

test.each(SEEDS)(
  'the rules agree with plain counting over the history of seed %d',

  async seed => {
    const comparison = await compareHistory(randomHistory(seed), readEvaluations)
    expect(comparison.figures.length).toBeGreaterThan(10)
    expect(problemsOf(comparison)).toEqual([])
  },
)

test('what was given back before a gap of rules is not counted two hours after it', async () => {
  const whole = randomHistory(398)
  const history = { ...whole, all: whole.all.slice(0, 840), bad: whole.bad.slice(0, 840) }
  expect(problemsOf(await compareHistory(history, readEvaluations))).toEqual([])
})
