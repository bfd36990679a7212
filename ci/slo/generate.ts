import path from 'node:path'
import { parseArgs } from 'node:util'
import { writeAtomically } from '../../adapters/files.ts'
import { compareFolder, replaceFolder } from '../../adapters/generated-folder.ts'
import { hasErrors, renderDiagnostics } from '../../lib/diagnostic.ts'
import { type GenerateOptions, generateFile, OUTPUT_FORMS, type OutputForm } from '../../slo/generate.ts'
import { parseSlosWith } from '../../slo/parse.ts'
import { type Command, type CommandIo, EXIT, UsageError } from '../command.ts'
import { openProgress } from '../progress.ts'
import { GENERATED_FOLDER, generatedFiles, readProjectSlos, SOURCE_FOLDER } from './project.ts'
import { readSlos, SOURCE_HELP, SOURCE_OPTIONS } from './source-options.ts'

const HELP = `Turns SLO definitions into Prometheus rules, and those of this repository into promtool tests too.

  npm run slo -- generate                       ${SOURCE_FOLDER}/*.yaml → ${GENERATED_FOLDER}/<file>.rules.yaml and its tests
  npm run slo -- generate --check               write nothing; name the files that are not what the definitions say
  npm run slo -- generate --input FILE --out -  any definitions, to the terminal
  npm run slo -- generate --input DIR --out DIR a whole tree, mirrored

${SOURCE_HELP}
  --out FILE|DIR|-        where the rules go; - is the terminal
  --as FORM               rules, prometheus-rule (for the Prometheus operator) or sloth-crd; by default what the source is
  --disable-alerts        recording rules only
  --disable-recordings    alerting rules only
  --label KEY=VALUE       one more label for every SLO; may be repeated

A definition that was deleted loses its generated files. Nothing is written while any definition has an error.

Exit codes: 0 done · 1 an error in a definition, or a stale file with --check · 2 wrong usage
`

const OPTIONS = {
  ...SOURCE_OPTIONS,
  check: { type: 'boolean', default: false },
  out: { type: 'string', short: 'o' },
  as: { type: 'string', default: 'auto' },
  'disable-alerts': { type: 'boolean', default: false },
  'disable-recordings': { type: 'boolean', default: false },
  label: { type: 'string', short: 'l', multiple: true, default: [] as string[] },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']

async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS })
  if (values.input === undefined) {
    if (values.out !== undefined || values.compat !== undefined) throw new UsageError('--out and --compat need --input')
    return generateProject(values.check, io)
  }
  if (values.out === undefined) throw new UsageError('--input needs --out: a file, a folder, or - for the terminal')
  return generateFrom(values.input, values.out, values, io)
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

async function generateFrom(input: string, out: string, values: Values, io: CommandIo): Promise<number> {
  const options = generateOptions(values)
  // Sloth looks for duplicates only when it validates.
  const isLenient = values['ignore-duplicates'] === true || values.compat === 'sloth'
  const { isFolder, files, context } = await readSlos({ ...values, 'ignore-duplicates': isLenient }, input)
  if (isFolder && out === '-') throw new UsageError('A folder of definitions needs a folder of rules: --out DIR')
  if (path.resolve(input) === path.resolve(out)) throw new UsageError('--out would overwrite --input')
  const progress = openProgress(io)
  const tell = (what: string) => (done: number) => progress.show(`${what} ${done} of ${files.length} files`)
  const { value, diagnostics } = parseSlosWith(
    files.map(({ source }) => source),
    context.value,
    tell('checked'),
  )
  progress.clear()
  const all = [...context.diagnostics, ...diagnostics]
  io.stderr(renderDiagnostics(all))
  if (hasErrors(all)) return EXIT.bad
  const made = value.map((file, index) => {
    tell('made rules of')(index)
    return { relative: files[index]?.relative ?? '', result: generateFile(file, options) }
  })
  progress.clear()
  const problems = made.flatMap(({ result }) => ('problem' in result ? [result.problem] : []))
  for (const problem of problems) io.stderr(`error: ${problem}\n`)
  if (problems.length > 0) return EXIT.bad
  for (const [index, { relative, result }] of made.entries()) {
    if (!('text' in result)) continue
    tell('wrote')(index)
    if (out === '-') io.stdout(result.text)
    else await writeAtomically(isFolder ? path.join(out, relative) : out, result.text)
  }
  progress.clear()
  if (out !== '-') io.stdout(`${value.reduce((sum, file) => sum + file.slos.length, 0)} SLOs in ${made.length} files\n`)
  return EXIT.good
}

function generateOptions(values: Values): GenerateOptions {
  const form = OUTPUT_FORMS.find(known => known === values.as)
  if (form === undefined)
    throw new UsageError(`There is no form "${values.as}": write one of ${OUTPUT_FORMS.join(', ')}`)
  return {
    flavour: values.compat === 'sloth' ? 'sloth' : 'leadline',
    form: form satisfies OutputForm,
    alerts: !values['disable-alerts'],
    recordings: !values['disable-recordings'],
    labels: readLabels(values.label),
    command: 'npm run slo -- generate',
  }
}

function readLabels(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map(text => {
      const match = /^([a-zA-Z_][a-zA-Z0-9_]*)=(.+)$/.exec(text)
      if (match === null) throw new UsageError(`--label needs KEY=VALUE, not "${text}"`)
      return [match[1] ?? '', match[2] ?? '']
    }),
  )
}

/** `generate`: definitions in, rules out. */
export const generate: Command = { summary: 'write the rules and their tests', help: HELP, run }
