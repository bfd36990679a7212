import { writeAtomically } from '../adapters/files/files.ts'
import { runScenario } from '../ci/slo/run-comparison.testkit.ts'
import { SCENARIOS } from '../slo/proof/comparison/comparison-cases.testkit.ts'
import { type Outcome, renderComparison } from '../slo/proof/comparison/comparison-document.testkit.ts'

/** Runs every scenario through both flavours and writes what came out; needs promtool on the PATH. */
const outcomes: Outcome[] = []
for (const scenario of SCENARIOS) {
  process.stderr.write(`${scenario.name}\n`)
  const [leadline, sloth] = await Promise.all([runScenario(scenario, 'leadline'), runScenario(scenario, 'sloth')])
  outcomes.push({ scenario, answers: { leadline, sloth } })
}
await writeAtomically('docs/slo-vs-sloth.md', renderComparison(outcomes))
