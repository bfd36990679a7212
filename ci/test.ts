import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isMissing } from '../adapters/files.ts'
import { runChecks } from './check.ts'

/** The file of packages' commands that runs every test. */
const VITEST = path.resolve(import.meta.dirname, '../node_modules/vitest/vitest.mjs')

interface Counts {
  readonly passed: number
  readonly failed: number
}

/** Runs vitest with its own summary on the screen; a run that left no report has failed as a whole. */
async function runVitest(args: readonly string[]): Promise<Counts> {
  const folder = await mkdtemp(path.join(tmpdir(), 'leadline-test-'))
  const report = path.join(folder, 'report.json')
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const child = spawn(process.execPath, [VITEST, 'run', ...reporters, ...args], { stdio: 'inherit' })
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

const write = (text: string): void => void process.stdout.write(text)
const checks = await runChecks(process.env.PATH ?? '', write)
const tests = await runVitest(process.argv.slice(2))
const passed = tests.passed + checks.filter(check => check.isGood).length
const failed = tests.failed + checks.filter(check => !check.isGood).length
write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
