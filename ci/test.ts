import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isMissing } from '../adapters/files/files.ts'
import { runChecks } from './check.ts'

/** The file of packages' commands that runs every test. */
const VITEST = path.resolve(import.meta.dirname, '../node_modules/vitest/vitest.mjs')

const HELP = `Runs every check, then every test, and ends with how many of both passed and failed.

  npm test                       everything
  npm test -- --project unit     every check, and the tests that start no programs
  npm test -- slo/               every check, and the tests in files whose path contains "slo/"

Everything after -- is vitest's own. Exit codes: 0 all good · 1 something failed
`

/** What the command takes from its process. */
export interface TestIo {
  readonly stdout: (text: string) => void
  readonly searchPath: string
}

/** How many tests or checks went which way. */
export interface Counts {
  readonly passed: number
  readonly failed: number
}

/** Runs vitest with its own summary on the screen; a run that left no report has failed as a whole. */
export async function runVitest(args: readonly string[], screen: 'inherit' | 'ignore' = 'inherit'): Promise<Counts> {
  const folder = await mkdtemp(path.join(tmpdir(), 'leadline-test-'))
  const report = path.join(folder, 'report.json')
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const child = spawn(process.execPath, [VITEST, 'run', ...reporters, ...args], { stdio: screen })
    const [code] = await once(child, 'exit')
    const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(await readFile(report, 'utf8'))
    // A file that could not be loaded, or an error outside any test, fails the run and no test.
    return { passed, failed: code === 0 ? failed : Math.max(1, failed) }
  } catch (error) {
    if (!isMissing(error)) throw error
    return { passed: 0, failed: 1 }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Runs the checks and the tests; gives the exit code. */
export async function main(argv: readonly string[], io: TestIo): Promise<number> {
  if (argv[0] === '--help') {
    io.stdout(HELP)
    return 0
  }
  const checks = await runChecks(io.searchPath, io.stdout)
  const tests = await runVitest(argv)
  const passed = tests.passed + checks.filter(check => check.isGood).length
  const failed = tests.failed + checks.filter(check => !check.isGood).length
  io.stdout(`${passed} passed, ${failed} failed\n`)
  return failed === 0 ? 0 : 1
}

if (import.meta.main) {
  process.exitCode = await main(process.argv.slice(2), {
    stdout: text => void process.stdout.write(text),
    searchPath: process.env.PATH ?? '',
  })
}
