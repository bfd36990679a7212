import { readdirSync } from 'node:fs'
import path from 'node:path'
import { findProgram } from '../adapters/programs.ts'
import { runSteps, type Step, type StepResult } from './steps.ts'

/** Where the packages' own commands lie. */
const BIN = path.resolve(import.meta.dirname, '../node_modules/.bin')
const RULES = 'slo/generated'

/** Everything that can be judged without running the product, in order of haste. */
export function checkSteps(searchPath: string): readonly Step[] {
  const promtool = findProgram(['promtool'], searchPath) ?? 'promtool'
  const node = (name: string, ...args: string[]): Step => ({ name, command: process.execPath, args })
  const files = (ending: string) =>
    readdirSync(RULES)
      .filter(name => name.endsWith(ending))
      .map(name => path.join(RULES, name))
  return [
    { name: 'types', command: path.join(BIN, 'tsc'), args: ['-p', '.'] },
    { name: 'lint and format', command: path.join(BIN, 'biome'), args: ['check', '--error-on-warnings', '.'] },
    node('SLO definitions', 'ci/slo.ts', 'validate'),
    node('generated rules are current', 'ci/slo.ts', 'generate', '--check'),
    node('generated dashboards are current', 'ci/dashboards.ts', 'generate', '--check'),
    node('generated documents are current', 'ci/docs.ts', '--check'),
    { name: 'promtool check rules', command: promtool, args: ['check', 'rules', ...files('.rules.yaml')] },
    { name: 'promtool test rules', command: promtool, args: ['test', 'rules', ...files('.test.yaml')] },
  ]
}

/** Runs the checks; tells how each went. */
export function runChecks(searchPath: string, write: (text: string) => void): Promise<readonly StepResult[]> {
  return runSteps(checkSteps(searchPath), write)
}

if (import.meta.main) {
  const results = await runChecks(process.env.PATH ?? '', text => void process.stdout.write(text))
  process.exitCode = results.every(result => result.isGood) ? 0 : 1
}
