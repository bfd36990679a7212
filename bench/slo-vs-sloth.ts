import { writeAtomically } from '../adapters/files/write-files.ts'
import { runComparison } from '../ci/slo/run-comparison.testkit.ts'
import { COMPARISON_CASES } from '../slo/proof/comparison/comparison-cases.testkit.ts'
import { type ComparisonOutcome, renderComparison } from '../slo/proof/comparison/comparison-document.testkit.ts'

/** Runs every case through both flavours and writes what came out; needs promtool on the PATH. */
const outcomes: ComparisonOutcome[] = []
for (const comparison of COMPARISON_CASES) {
  process.stderr.write(`${comparison.name}\n`)
  const [leadline, sloth] = await Promise.all([
    runComparison(comparison, 'leadline'),
    runComparison(comparison, 'sloth'),
  ])
  outcomes.push({ comparison, answers: { leadline, sloth } })
}
await writeAtomically('docs/slo-vs-sloth.md', renderComparison(outcomes))
