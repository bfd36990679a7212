import { type PromtoolReport, testRules } from '../../adapters/prometheus/promtool.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import { type Slo, sloId } from '../../slo/core/model.ts'
import { ruleTests } from '../../slo/proof/rule-tests.ts'
import { renderRuleFile } from '../../slo/rules/output.ts'
import { rulesForSlo } from '../../slo/rules/rules.ts'

const RULES = 'slo.rules.yaml'

/** What promtool says of one SLO's generated tests, and how many there are. Throws when promtool is missing. */
export interface SloReport extends PromtoolReport {
  readonly id: string
  readonly tests: number
}

/** Runs the generated tests of one SLO against its own rules only: promtool evaluates every rule of a file for every test. */
export async function testSlo(slo: Slo): Promise<SloReport> {
  // What promtool 2.42 does not load changes no answer here: in its tests no sample is late.
  const groups = rulesForSlo(slo).map(({ queryOffset: _, ...group }) => group)
  const rules = renderRuleFile(groups, { source: sloId(slo), command: 'npm run slo -- test' })
  const files = [...ruleTests([slo], RULES).values()]
  const reports: PromtoolReport[] = []
  for (const file of files) reports.push(await testRules({ name: RULES, text: rules }, renderYaml(file)))
  return {
    id: sloId(slo),
    tests: files.reduce((sum, { tests }) => sum + tests.length, 0),
    isGood: reports.every(({ isGood }) => isGood),
    output: reports.map(({ output }) => output).join('\n'),
  }
}
