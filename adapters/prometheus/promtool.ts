import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ExternalError } from '../../lib/system-error.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import { type PrometheusVersion, parsePrometheusVersion } from '../../slo/core/prometheus-version.ts'
import { inScratchFolder } from '../files/folders.ts'
import { findProgram } from '../processes/programs.ts'
import { requireProgram, runProgram } from '../processes/run-program.ts'

/** What promtool said of a set of files. */
export interface PromtoolReport {
  readonly isGood: boolean
  readonly output: string
}

/**
 * What `promtool test rules` runs with where the user says nothing else: its collector is idle until half a GiB is in use. A test of
 * rules makes much garbage beside a small heap, and at Go's default a third of its time goes into collecting it.
 */
export const RULE_TEST_MEMORY = { GOGC: 'off', GOMEMLIMIT: '512MiB' } as const

/** Runs promtool; a run that finds mistakes is a report, not an error. Rejects when promtool is missing. */
export async function runPromtool(args: readonly string[], folder?: string): Promise<PromtoolReport> {
  const env = args[0] === 'test' ? { ...RULE_TEST_MEMORY, ...process.env } : process.env
  const run = await runProgram(requireProgram('promtool'), args, { env, ...(folder !== undefined && { folder }) })
  return { isGood: run.isGood, output: `${run.stdout}${run.stderr}` || `promtool ended with ${run.how}` }
}

/** The version of the promtool on the PATH; undefined for one that does not say. Rejects when promtool is missing. */
export async function promtoolVersion(): Promise<PrometheusVersion | undefined> {
  const { output } = await runPromtool(['--version'])
  return parsePrometheusVersion(/version (\d+\.\d+)/.exec(output)?.[1] ?? '')
}

/** Runs `promtool test rules` over a rule file and a test file that names it. Rejects when promtool is missing. */
export async function testRules(
  rules: { readonly name: string; readonly text: string },
  test: string,
): Promise<PromtoolReport> {
  return inScratchFolder('promtool', async folder => {
    await writeFile(path.join(folder, rules.name), rules.text)
    await writeFile(path.join(folder, 'test.yaml'), test)
    return runPromtool(['test', 'rules', path.join(folder, 'test.yaml')])
  })
}

/** A rule as a rule file has it. */
export type CheckedRule =
  | { readonly record: string; readonly expr: string }
  | { readonly alert: string; readonly expr: string; readonly annotations: Readonly<Record<string, string>> }

/** Why `promtool check rules` refuses each rule; undefined for one that it takes. Rejects when promtool is missing. */
export async function refusedRules(rules: readonly CheckedRule[]): Promise<readonly (string | undefined)[]> {
  // Each in a group of its own, whose name says in promtool's output which rule is meant.
  const groups = rules.map((rule, index) => ({ name: `rule-${index}`, rules: [rule] }))
  return inScratchFolder('promtool', async folder => {
    const file = path.join(folder, 'rules.yaml')
    await writeFile(file, renderYaml({ groups }))
    const { isGood, output } = await runPromtool(['check', 'rules', file])
    const reasons = new Map(
      [...output.matchAll(/group "rule-(\d+)", rule 1, "[^"]*": (.+)/g)].map(
        ([, index, reason = '']) => [Number(index), reason] as const,
      ),
    )
    if (!isGood && reasons.size === 0) throw new ExternalError(`promtool did not check the rules: ${output.trim()}`)
    return rules.map((_, index) => reasons.get(index))
  })
}

/** What Prometheus' own parser says of each query: why it refuses it, or undefined. Undefined as a whole without promtool. */
export async function refusedQueries(queries: readonly string[]): Promise<readonly (string | undefined)[] | undefined> {
  if (findProgram(['promtool'], process.env.PATH ?? '') === undefined) return undefined
  const reasons = await refusedRules(queries.map(expr => ({ record: 'query', expr })))
  return reasons.map(reason => reason?.replace(/^could not parse expression: /, ''))
}

/** Loads OpenMetrics text into blocks of at most a length (`768h`) below `folder`/data. Rejects when promtool is missing or fails. */
export async function loadOpenMetrics(folder: string, openMetrics: string, block: string): Promise<void> {
  await writeFile(path.join(folder, 'counters.om'), openMetrics)
  await createBlocks(folder, ['openmetrics', '--quiet', 'counters.om', 'data'], block)
}

/**
 * Evaluates a rule file (its name below `folder`) over a past, against a Prometheus that has what the rules read, and
 * puts what they record into blocks below `folder`/data, for the next start. Rejects when promtool is missing or fails.
 */
export async function recordRules(
  folder: string,
  rules: string,
  url: string,
  past: { readonly startSeconds: number; readonly endSeconds: number; readonly stepSeconds: number },
  block: string,
): Promise<void> {
  const range = [`--start=${past.startSeconds}`, `--end=${past.endSeconds}`, `--eval-interval=${past.stepSeconds}s`]
  // Groups are evaluated at moments that depend on the path of their file, so it is always the same.
  await createBlocks(folder, ['rules', `--url=${url}`, ...range, '--output-dir=data', rules], block)
}

async function createBlocks(folder: string, args: readonly string[], block: string): Promise<void> {
  const flags = ['tsdb', 'create-blocks-from', `--max-block-duration=${block}`]
  const { isGood, output } = await runPromtool([...flags, ...args], folder)
  if (!isGood) throw new ExternalError(`promtool cannot fill a database: ${output.trim()}`)
}
