import { parseArgs } from 'node:util'
import { readSource, readSourcesBelow } from '../../adapters/files/files.ts'
import { describeError } from '../../adapters/log.ts'
import { refusedQueries } from '../../adapters/prometheus/promtool.ts'
import { allBoards } from '../../dashboards/boards/boards.ts'
import { generatedFiles, LOCK_FILE } from '../../dashboards/generated-files.ts'
import { askedQueries } from '../../dashboards/lint/asked-queries.ts'
import { FOREIGN_WORLD } from '../../dashboards/lint/foreign-world.ts'
import { lintFiles } from '../../dashboards/lint/lint.ts'
import { projectWorld } from '../../dashboards/lint/project-world.ts'
import { RULES } from '../../dashboards/lint/rules.ts'
import { withSourceLines } from '../../dashboards/lint/source-line.ts'
import { type Diagnostic, hasErrors, renderDiagnostics, type SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { type Command, type CommandIo, EXIT, UsageError } from '../command/command.ts'
import { GENERATED_FOLDER, readProjectContext, sha256 } from './project.ts'

const HELP = `Says everything that is wrong with dashboards, each problem with its place in the JSON and what to do.

  npm run dashboards -- lint              our own boards, by every rule
  npm run dashboards -- lint FILE…        any dashboards in Grafana's classic JSON, by the rules that fit all boards
  npm run dashboards -- lint --rules      list the rules

Where promtool is installed, Prometheus' own parser reads every query as well.

Exit codes: 0 nothing is wrong · 1 problems · 2 wrong usage
`

async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const options = { rules: { type: 'boolean', default: false } } as const
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
  if (values.rules) {
    for (const { code, summary, scope } of RULES) io.stdout(`${code.padEnd(20)} ${scope.padEnd(5)} ${summary}\n`)
    return EXIT.good
  }
  const diagnostics = positionals.length === 0 ? await lintProject() : await lintForeign(positionals)
  io.stdout(renderDiagnostics(diagnostics))
  const rules = RULES.filter(rule => positionals.length === 0 || rule.scope === 'any').length
  if (hasErrors(diagnostics)) return EXIT.bad
  const checked = { 0: 'Our boards keep', 1: 'The file keeps' }[positionals.length] ?? 'The files keep'
  io.stdout(`${checked} all ${rules} rules\n`)
  return EXIT.good
}

async function lintProject(): Promise<readonly Diagnostic[]> {
  const { value: context, diagnostics } = await readProjectContext()
  if (hasErrors(diagnostics)) return diagnostics
  const files = [...generatedFiles(allBoards(context), sha256)]
    .filter(([name]) => name !== LOCK_FILE)
    .map(([name, text]) => ({ path: `${GENERATED_FOLDER}/${name}`, text }))
  const found = [...lintFiles(files, 'ours', projectWorld(context)), ...(await refusals(files))]
  return withSourceLines(found, await readSourcesBelow('dashboards', '.ts'))
}

async function lintForeign(paths: readonly string[]): Promise<readonly Diagnostic[]> {
  const files = await Promise.all(paths.map(readOrRefuse))
  return [...lintFiles(files, 'any', FOREIGN_WORLD), ...(await refusals(files))]
}

/** A file that a person named; one that cannot be read is wrong usage, and no crash. */
async function readOrRefuse(file: string): Promise<SourceFile> {
  try {
    return await readSource(file)
  } catch (error) {
    throw new UsageError(`Cannot read ${file}: ${describeError(error)}`)
  }
}

/** What Prometheus' own parser refuses, where it is installed: two parsers agree, or one of them has found something. */
async function refusals(files: readonly SourceFile[]): Promise<readonly Diagnostic[]> {
  const queries = askedQueries(files)
  const reasons = (await refusedQueries(queries.map(({ text }) => text))) ?? []
  return queries.flatMap(({ refused }, index) => {
    const reason = reasons[index]
    return reason === undefined ? [] : [refused(reason)]
  })
}

/** `lint`: every rule on our boards, or the general ones on anybody's. */
export const lint: Command = { summary: 'say everything that is wrong with boards', help: HELP, run }
