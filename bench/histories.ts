import { readEvaluations } from '../adapters/prometheus/promtool-evaluations.testkit.ts'
import { compareHistory, problemsOf } from './histories/compare.ts'
import { randomHistory } from './histories/history.ts'

/**
 * Random histories of an SLO (traffic, outages, resets, gaps of scraping and of evaluation, restarts of Prometheus,
 * maintenance, births, events given back) through the generated rules in promtool, against plain counting of events:
 * what was attained, what is left of the budget, the burn of an hour and six, and when the page fires. The slow group is
 * evaluated at its own interval, as Prometheus does. Needs promtool.
 *
 *   node bench/histories.ts [COUNT [FIRST_SEED]]
 *
 * 500 take about an hour on one core. Exit code 1 when a history comes out differently.
 */
const [count = 500, first = 1] = process.argv.slice(2).map(Number)

let [figures, wrong] = [0, 0]
for (let seed = first; seed < first + count; seed++) {
  const history = randomHistory(seed)
  const comparison = await compareHistory(history, readEvaluations)
  const problems = problemsOf(comparison)
  figures += comparison.figures.length
  if (problems.length > 0) {
    wrong++
    process.exitCode = 1
    const { kind, stepSeconds, all } = history
    process.stdout.write(
      `seed ${seed} (${kind}, ${all.length} steps of ${stepSeconds} s)\n  ${problems.join('\n  ')}\n`,
    )
  }
}
process.stdout.write(`${count} histories, ${figures} figures: ${count - wrong} agree, ${wrong} differ\n`)
