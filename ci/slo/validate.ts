import { EXIT } from '../../lib/command/exit-codes.ts'
import { openProgress } from '../../lib/command/progress.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { count } from '../../lib/count.ts'
import { hasErrors } from '../../lib/diagnostic/diagnostic.ts'
import { DIAGNOSTIC_FORMATS, formatDiagnostics } from '../../lib/diagnostic/formats.ts'
import { SLO_FOLDER } from '../../slo/core/folder.ts'
import { parseSlosWith } from '../../slo/definition/parse.ts'
import { readSlos, SOURCE_OPTIONS } from './source-options.ts'

/** What lies under the folder of definitions without being one. */
const NOT_DEFINITIONS = /^(generated|testdata)\//

/** `validate`: all mistakes of all definitions at once. */
export const validate = defineCommand({
  name: 'npm run slo -- validate',
  summary: 'report every mistake in SLO definitions',
  help: {
    about: 'Each with its place, and what to do about it.',
    uses: [
      ['npm run slo -- validate', `every definition of ${SLO_FOLDER}/`],
      ['npm run slo -- validate --input FILE|DIR', 'any definitions'],
    ],
  },
  options: {
    ...SOURCE_OPTIONS,
    format: { type: 'string', value: 'FORM', choices: DIAGNOSTIC_FORMATS, default: 'text', help: 'of the report' },
  },
  exits: { good: 'no errors, warnings allowed', bad: 'errors' },
  run: async ({ values }, io) => {
    const own = values.input === undefined ? { ...values, exclude: values.exclude ?? NOT_DEFINITIONS } : values
    const { files, context } = await readSlos(own, values.input ?? SLO_FOLDER)
    const progress = openProgress(io)
    const { value, diagnostics } = parseSlosWith(
      files.map(({ source }) => source),
      context.value,
      read => progress.show(`checked ${read} of ${files.length} files`),
    )
    progress.clear()
    const all = [...context.diagnostics, ...diagnostics]
    io.stdout(formatDiagnostics(all, values.format))
    if (hasErrors(all)) return EXIT.bad
    const slos = value.reduce((sum, file) => sum + file.slos.length, 0)
    if (values.format === 'text') io.stdout(`${count(value.length, 'file')} with ${count(slos, 'SLO')}: no errors\n`)
    return EXIT.good
  },
})
