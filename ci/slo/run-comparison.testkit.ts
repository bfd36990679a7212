import { testRules } from '../../adapters/prometheus/promtool.ts'
import { readEvaluations } from '../../adapters/prometheus/promtool-evaluations.testkit.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import type { Flavour } from '../../slo/definition/parse-context.ts'
import { readExample } from '../../slo/definition/slo.testkit.ts'
import { type Answer, askingTest, type ComparisonCase } from '../../slo/proof/comparison/comparison.testkit.ts'
import type { GenerateOptions } from '../../slo/rules/generate.ts'
import { generateFile } from '../../slo/rules/generate.ts'

const RULES = 'comparison.rules.yaml'

/** What the rules of a flavour answer to a case's questions, by Prometheus' own engine. Throws when promtool is missing. */
export async function runComparison(comparison: ComparisonCase, flavour: Flavour): Promise<readonly Answer[]> {
  const file = readExample({ path: 'comparison.yaml', text: comparison.slos }, flavour)
  const options: GenerateOptions = {
    flavour,
    form: 'rules',
    alerts: true,
    recordings: true,
    labels: {},
    command: 'test',
  }
  const rules = generateFile(file, options)
  if (!('text' in rules)) throw new Error(rules.problem)
  const test = renderYaml(askingTest(comparison, flavour, RULES, groupNames(rules.text)))
  const valueAt = readEvaluations((await testRules({ name: RULES, text: rules.text }, test)).output)
  return comparison.questions.map(({ expr, at }) => valueAt(expr, at))
}

/** The names of a rule file's groups, in order. */
function groupNames(rules: string): readonly string[] {
  return [...rules.matchAll(/^ {2}- name: (.+)$/gm)].map(([, name = '']) => name)
}
