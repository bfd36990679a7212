import { parseArgs } from 'node:util'
import { compareFolder, replaceFolder } from '../../adapters/generated-folder.ts'
import { hasErrors, renderDiagnostics } from '../../lib/diagnostic.ts'
import { type Command, type CommandIo, EXIT } from './command.ts'
import { GENERATED_FOLDER, generatedFiles, readProjectSlos, SOURCE_FOLDER } from './project.ts'

const HELP = `Turns SLO definitions into Prometheus rules and their promtool tests.

  npm run slo -- generate              ${SOURCE_FOLDER}/*.yaml → ${GENERATED_FOLDER}/<file>.rules.yaml and <file>.test.yaml
  npm run slo -- generate --check      write nothing; name the files that are not what the definitions say

A definition that was deleted loses its generated files. Nothing is written while any definition has an error.

Exit codes: 0 done · 1 an error in a definition, or a stale file with --check · 2 wrong usage
`

async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: { check: { type: 'boolean', default: false } } })
  return generateProject(values.check, io)
}

async function generateProject(check: boolean, io: CommandIo): Promise<number> {
  const { value, diagnostics } = await readProjectSlos()
  io.stderr(renderDiagnostics(diagnostics))
  if (hasErrors(diagnostics)) return EXIT.bad
  const files = generatedFiles(value)
  if (check) {
    const changes = await compareFolder(GENERATED_FOLDER, files)
    for (const { file, kind } of changes) io.stderr(`${file} is ${kind}: run \`npm run slo\` and commit it\n`)
    return changes.length === 0 ? EXIT.good : EXIT.bad
  }
  const changes = await replaceFolder(GENERATED_FOLDER, files)
  for (const { file, kind } of changes) io.stdout(`${kind === 'left-over' ? 'removed' : 'wrote'} ${file}\n`)
  const slos = value.reduce((sum, file) => sum + file.slos.length, 0)
  io.stdout(`${slos} SLOs in ${files.size} files, ${changes.length} changed\n`)
  return EXIT.good
}

/** `generate`: definitions in, rules out. */
export const generate: Command = { summary: 'write the rules and their tests', help: HELP, run }
