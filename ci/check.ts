import { readdirSync } from 'node:fs'
import path from 'node:path'
import { findProgram } from '../adapters/processes/programs.ts'
import { runSteps, type Step, type StepResult } from './steps.ts'

/** Where the packages' own commands lie. */
const BIN = path.resolve(import.meta.dirname, '../node_modules/.bin')
const RULES = 'slo/generated'

const HELP = `Judges everything that can be judged without running the product: types, lint and format, exports that
nothing uses, definitions, whether generated files are current, and the rules with promtool. All of it, whatever fails;
what fails shows its output.

  npm run check

Exit codes: 0 all good · 1 something is not · 2 wrong usage
`

/** What the command takes from its process. */
export interface CheckIo {
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  readonly searchPath: string
}

/** Everything that can be judged without running the product, in order of haste; `rules` is the folder of the generated rules. */
export function checkSteps(searchPath: string, rules = RULES): readonly Step[] {
  const promtool = findProgram(['promtool'], searchPath) ?? 'promtool'
  const node = (name: string, ...args: string[]): Step => ({ name, command: process.execPath, args })
  const files = (ending: string): readonly string[] => {
    const names = readdirSync(rules).filter(name => name.endsWith(ending))
    // Given no file at all, promtool finds nothing wrong with nothing; given one that is not there, it complains.
    return (names.length === 0 ? [`*${ending}`] : names).map(name => path.join(rules, name))
  }
  return [
    { name: 'types', command: path.join(BIN, 'tsc'), args: ['-p', '.'] },
    { name: 'lint and format', command: path.join(BIN, 'biome'), args: ['check', '--error-on-warnings', '.'] },
    { name: 'every export and package is used', command: path.join(BIN, 'knip'), args: ['--no-progress'] },
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

/** Runs the checks as a command; gives the exit code. */
export async function main(argv: readonly string[], io: CheckIo): Promise<number> {
  if (argv[0] === '--help') {
    io.stdout(HELP)
    return 0
  }
  if (argv.length > 0) {
    io.stderr(`Cannot use "${argv.join(' ')}": there is nothing to choose\n\n${HELP}`)
    return 2
  }
  const results = await runChecks(io.searchPath, io.stdout)
  return results.every(result => result.isGood) ? 0 : 1
}

if (import.meta.main) {
  process.exitCode = await main(process.argv.slice(2), {
    stdout: text => void process.stdout.write(text),
    stderr: text => void process.stderr.write(text),
    searchPath: process.env.PATH ?? '',
  })
}
