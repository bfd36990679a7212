import { parseArgs } from 'node:util'
import { count } from '../../lib/count.ts'
import { hasErrors } from '../../lib/diagnostic/diagnostic.ts'
import { DIAGNOSTIC_FORMATS, formatDiagnostics } from '../../lib/diagnostic/formats.ts'
import { parseSlosWith } from '../../slo/definition/parse.ts'
import { type Command, type CommandIo, EXIT, UsageError } from '../command/command.ts'
import { openProgress } from '../command/progress.ts'
import { SOURCE_FOLDER } from './project.ts'
import { readSlos, SOURCE_HELP, SOURCE_OPTIONS } from './source-options.ts'

const HELP = `Says everything that is wrong with SLO definitions, each problem with its place and what to do.

  npm run slo -- validate                     every definition of ${SOURCE_FOLDER}/
  npm run slo -- validate --input FILE|DIR    any definitions

${SOURCE_HELP}
  --format FORM           ${DIAGNOSTIC_FORMATS.join(', ')} (text)

Exit codes: 0 no errors, warnings allowed · 1 errors · 2 wrong usage
`

async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const options = { ...SOURCE_OPTIONS, format: { type: 'string', default: 'text' } } as const
  const { values } = parseArgs({ args: [...argv], options })
  const format = DIAGNOSTIC_FORMATS.find(known => known === values.format)
  if (format === undefined) {
    throw new UsageError(`There is no format "${values.format}": write one of ${DIAGNOSTIC_FORMATS.join(', ')}`)
  }
  const own = values.input === undefined ? { ...values, exclude: values.exclude ?? NOT_DEFINITIONS } : values
  const { files, context } = await readSlos(own, values.input ?? SOURCE_FOLDER)
  const progress = openProgress(io)
  const { value, diagnostics } = parseSlosWith(
    files.map(({ source }) => source),
    context.value,
    read => progress.show(`checked ${read} of ${files.length} files`),
  )
  progress.clear()
  const all = [...context.diagnostics, ...diagnostics]
  io.stdout(formatDiagnostics(all, format))
  if (hasErrors(all)) return EXIT.bad
  const slos = value.reduce((sum, file) => sum + file.slos.length, 0)
  if (format === 'text') io.stdout(`${count(value.length, 'file')} with ${count(slos, 'SLO')}: no errors\n`)
  return EXIT.good
}

/** What lies under the folder of definitions without being one. */
const NOT_DEFINITIONS = '^(generated|testdata)/'

/** `validate`: all mistakes of all definitions at once. */
export const validate: Command = { summary: 'say everything that is wrong', help: HELP, run }
