import { renderYaml } from '../lib/yaml/writer.ts'
import type { GenerateOptions } from '../slo/generate.ts'
import { generateFile } from '../slo/generate.ts'
import type { Flavour } from '../slo/parse-context.ts'
import { type Answer, askingTest, readAnswers, type Scenario } from '../slo/scenarios/scenario.ts'
import { readExample } from '../slo/slo.testkit.ts'
import { testRules } from './promtool.ts'

const RULES = 'scenario.rules.yaml'

/** What the rules of a flavour answer to a scenario's questions, by Prometheus' own engine. Throws when promtool is missing. */
export async function runScenario(scenario: Scenario, flavour: Flavour): Promise<readonly Answer[]> {
  const file = readExample({ path: 'scenario.yaml', text: scenario.slos }, flavour)
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
  const test = renderYaml(askingTest(scenario, flavour, RULES, groupNames(rules.text)))
  return readAnswers(scenario, (await testRules({ name: RULES, text: rules.text }, test)).output)
}

/** The names of a rule file's groups, in order. */
function groupNames(rules: string): readonly string[] {
  return [...rules.matchAll(/^ {2}- name: (.+)$/gm)].map(([, name = '']) => name)
}
