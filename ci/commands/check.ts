import path from 'node:path'
import { namesIn } from '../../adapters/files/folders.ts'
import { findProgram } from '../../adapters/processes/programs.ts'
import { RULE_TEST_MEMORY } from '../../adapters/prometheus/promtool.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { runSteps, type Step, type StepResult } from './steps.ts'

/** Where the packages' own commands lie. */
const BIN = path.resolve(import.meta.dirname, '../../node_modules/.bin')
const RULES = 'slo/generated'

/** Everything that can be judged without running the product; `rules` is the folder of the generated rules. */
export async function checkSteps(searchPath: string, rules = RULES): Promise<readonly Step[]> {
  const promtool = findProgram(['promtool'], searchPath) ?? 'promtool'
  const node = (name: string, ...args: string[]): Step => ({ name, command: process.execPath, args })
  const files = async (ending: string): Promise<readonly string[]> => {
    const names = await namesIn(rules, ending)
    // Given no file at all, promtool succeeds; given one that is not there, it fails.
    return (names.length === 0 ? [`*${ending}`] : names).map(name => path.join(rules, name))
  }
  return [
    // The longest first: the others run beside it.
    ...(await files('.test.yaml')).map(file => ({
      name: `promtool test rules ${path.basename(file)}`,
      command: promtool,
      args: ['test', 'rules', file],
      env: RULE_TEST_MEMORY,
    })),
    { name: 'types', command: path.join(BIN, 'tsc'), args: ['-p', '.'] },
    { name: 'lint and format', command: path.join(BIN, 'biome'), args: ['check', '--error-on-warnings', '.'] },
    { name: 'every export and package is used', command: path.join(BIN, 'knip'), args: ['--no-progress'] },
    node('SLO definitions', 'ci/slo.ts', 'validate'),
    node('generated files are current', 'ci/generate.ts', '--check'),
    node('dashboards keep their rules', 'ci/dashboards.ts', 'lint'),
    { name: 'promtool check rules', command: promtool, args: ['check', 'rules', ...(await files('.rules.yaml'))] },
  ]
}

/** Runs the checks; reports each. */
export async function runChecks(searchPath: string, write: (text: string) => void): Promise<readonly StepResult[]> {
  return runSteps(await checkSteps(searchPath), write)
}

/** `npm run check`. */
const CHECK = defineCommand({
  name: 'npm run check',
  summary: 'check everything that can be checked without running the product',
  help: {
    about:
      'Types, lint and format, definitions, whether generated files are current, and the rules with promtool. All of it, whatever fails; what fails shows its output.',
    uses: [['npm run check', 'all of it']],
  },
  options: {},
  exits: { good: 'all good', bad: 'something is not' },
  run: async (_, io) => {
    const results = await runChecks(io.env.PATH ?? '', io.stdout)
    return results.every(result => result.isGood) ? EXIT.good : EXIT.bad
  },
})

export const main = CHECK.run
