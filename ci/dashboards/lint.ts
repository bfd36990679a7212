import { readSource, readSourcesBelow } from '../../adapters/files/files.ts'
import { sha256 } from '../../adapters/files/sha256.ts'
import { refusedQueries } from '../../adapters/prometheus/promtool.ts'
import { allBoards } from '../../dashboards/boards/boards.ts'
import { generatedFiles, LOCK_FILE } from '../../dashboards/generated-files.ts'
import { askedQueries } from '../../dashboards/lint/asked-queries.ts'
import { FOREIGN_WORLD } from '../../dashboards/lint/foreign-world.ts'
import { lintFiles } from '../../dashboards/lint/lint.ts'
import { projectWorld } from '../../dashboards/lint/project-world.ts'
import { RULES } from '../../dashboards/lint/rules.ts'
import { withSourceLines } from '../../dashboards/lint/source-line.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { readNamed } from '../../lib/command/read-named.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { type Diagnostic, hasErrors, renderDiagnostics, type SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { GENERATED_FOLDER, readProjectContext } from './project.ts'

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
  const files = await Promise.all(paths.map(file => readNamed(file, () => readSource(file))))
  return [...lintFiles(files, 'any', FOREIGN_WORLD), ...(await refusals(files))]
}

/** The queries that Prometheus' own parser refuses, where it is installed, although ours accepts them. */
async function refusals(files: readonly SourceFile[]): Promise<readonly Diagnostic[]> {
  const queries = askedQueries(files)
  const reasons = (await refusedQueries(queries.map(({ text }) => text))) ?? []
  return queries.flatMap(({ refused }, index) => {
    const reason = reasons[index]
    return reason === undefined ? [] : [refused(reason)]
  })
}

/** `lint`: every rule on our dashboards, or the general ones on foreign files. */
export const lint = defineCommand({
  name: 'npm run dashboards -- lint',
  summary: 'report everything that is wrong with dashboards',
  help: {
    about: 'Each problem with its place in the JSON, and what to do about it.',
    uses: [
      ['npm run dashboards -- lint', 'our own dashboards, by every rule'],
      [
        'npm run dashboards -- lint FILE…',
        "any dashboards in Grafana's classic JSON, by the rules that fit all dashboards",
      ],
    ],
    notes: "Where promtool is installed, Prometheus' own parser reads every query as well.",
  },
  options: { rules: { type: 'boolean', help: 'list the rules' } },
  operands: { value: 'FILE …', least: 0, most: Number.POSITIVE_INFINITY, need: 'name dashboards' },
  exits: { good: 'nothing is wrong', bad: 'problems' },
  run: async ({ values, operands: files }, io) => {
    if (values.rules) {
      for (const { code, summary, scope } of RULES) io.stdout(`${code.padEnd(20)} ${scope.padEnd(5)} ${summary}\n`)
      return EXIT.good
    }
    const diagnostics = files.length === 0 ? await lintProject() : await lintForeign(files)
    io.stdout(renderDiagnostics(diagnostics))
    if (hasErrors(diagnostics)) return EXIT.bad
    const rules = RULES.filter(rule => files.length === 0 || rule.scope === 'any').length
    const checked = { 0: 'Our dashboards keep', 1: 'The file keeps' }[files.length] ?? 'The files keep'
    io.stdout(`${checked} all ${rules} rules\n`)
    return EXIT.good
  },
})
