import path from 'node:path'
import { readIfPresent } from '../../adapters/files/files.ts'
import { inScratchFolder } from '../../adapters/files/folders.ts'
import { runOnScreen } from '../../adapters/processes/run-program.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { runChecks } from './check.ts'

/** The file of packages' commands that runs every test. */
const VITEST = path.resolve(import.meta.dirname, '../../node_modules/vitest/vitest.mjs')

/** How many tests went which way. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  /** How many did not run, by the reason that their titles give. */
  readonly skipped: ReadonlyMap<string, number>
}

/** What is said of tests whose titles do not say why they were skipped, as of those that `-t` leaves out. */
const NO_REASON = 'no reason given'

/** The reason in the titles of a skipped test: what stands behind "skipped:", in parentheses or to the title's end. */
function reasonIn(titles: readonly string[]): string {
  const reasons = titles.map(title => /\bskipped: ([^)]*)/.exec(title)?.[1])
  return reasons.find(reason => reason !== undefined) ?? NO_REASON
}

/** What vitest's JSON report says, as far as it is read here. */
interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[]
      readonly title: string
      readonly status: string
    }[]
  }[]
}

function skippedIn({ testResults }: Report): ReadonlyMap<string, number> {
  const skipped = new Map<string, number>()
  for (const { ancestorTitles, title, status } of testResults.flatMap(({ assertionResults }) => assertionResults)) {
    if (status === 'passed' || status === 'failed') continue
    const reason = reasonIn([...ancestorTitles, title])
    skipped.set(reason, (skipped.get(reason) ?? 0) + 1)
  }
  return skipped
}

/** Runs vitest with its own summary on the screen; a run that left no report has failed as a whole. */
export async function runVitest(
  args: readonly string[],
  screen: 'inherit' | 'ignore' = 'inherit',
  env: Readonly<Record<string, string>> = {},
): Promise<Counts> {
  return inScratchFolder('test', async folder => {
    const report = path.join(folder, 'report.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const isGood = await runOnScreen(process.execPath, [VITEST, 'run', ...reporters, ...args], screen, env)
    const text = await readIfPresent(report)
    if (text === undefined) return { passed: 0, failed: 1, skipped: new Map() }
    const read: Report = JSON.parse(text)
    const { numPassedTests: passed, numFailedTests: failed } = read
    // A file that could not be loaded, or an error outside any test, fails the run and no test.
    return { passed, failed: isGood ? failed : Math.max(1, failed), skipped: skippedIn(read) }
  })
}

/** `npm test`. */
const TEST = defineCommand({
  name: 'npm test',
  summary: 'run every check, then every test',
  help: {
    about: 'Ends with how many of both passed and failed, and which tests were skipped and why.',
    uses: [
      ['npm test', 'everything'],
      ['npm test -- --project unit', 'every check, and the tests that start no programs'],
      ['npm test -- slo/', 'every check, and the tests in files whose path contains "slo/"'],
    ],
    notes: 'Everything after -- goes to vitest.',
  },
  options: {},
  passesOn: true,
  exits: { good: 'all good', bad: 'something failed' },
  run: async ({ operands }, io) => {
    const checks = await runChecks(io.env.PATH ?? '', io.stdout)
    const tests = await runVitest(operands)
    const passed = tests.passed + checks.filter(check => check.isGood).length
    const failed = tests.failed + checks.filter(check => !check.isGood).length
    for (const [reason, count] of tests.skipped) io.stdout(`${count} skipped: ${reason}\n`)
    io.stdout(`${passed} passed, ${failed} failed\n`)
    return failed === 0 ? EXIT.good : EXIT.bad
  },
})

export const main = TEST.run
