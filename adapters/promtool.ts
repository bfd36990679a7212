import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { errorCode } from '../lib/system-error.ts'

/** What promtool said of a set of files. */
export interface PromtoolReport {
  readonly isGood: boolean
  readonly output: string
}

/** Runs `promtool test rules` over a rule file and a test file that names it; both live only as long as the run. Throws when promtool is missing. */
export async function testRules(
  rules: { readonly name: string; readonly text: string },
  test: string,
): Promise<PromtoolReport> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rules-'))
  try {
    await writeFile(path.join(folder, rules.name), rules.text)
    await writeFile(path.join(folder, 'test.yaml'), test)
    return await runPromtool(['test', 'rules', path.join(folder, 'test.yaml')])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Runs promtool; a run that finds mistakes is a report, not an error. */
export async function runPromtool(args: readonly string[]): Promise<PromtoolReport> {
  try {
    const { stdout, stderr } = await promisify(execFile)('promtool', args, { maxBuffer: 64 * 1024 * 1024 })
    return { isGood: true, output: stdout + stderr }
  } catch (error) {
    if (!(error instanceof Error) || !('stdout' in error) || !('stderr' in error)) throw error
    if (errorCode(error) === 'ENOENT') throw error
    return { isGood: false, output: `${error.stdout}${error.stderr}` }
  }
}
