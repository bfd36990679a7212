import path from 'node:path'
import { writeAtomically } from '../../adapters/files/files.ts'
import { kindOf, remove } from '../../adapters/files/folders.ts'
import { readTree, type TreeFile } from '../../adapters/files/source-tree.ts'
import { type CommandIo, UsageError } from '../../lib/command/command.ts'
import { accept } from '../../lib/command/definition-error.ts'
import { EXIT, type GoodOrBad } from '../../lib/command/exit-codes.ts'
import { openProgress } from '../../lib/command/progress.ts'
import { count } from '../../lib/count.ts'
import { provenanceOf } from '../../lib/yaml/provenance.ts'
import { parseSlosWith, type ServiceSlos } from '../../slo/definition/parse.ts'
import { type GenerateOptions, generateFile } from '../../slo/rules/generate.ts'
import { noFiles, PIPED_NAME, readTreeOfSlos, type SourceValues } from './source-options.ts'

/** The output that is the terminal. */
const TERMINAL = '-'

/** Writes the rules of any definitions: all of them, or none while one has an error; gives the exit code. */
export async function generateTree(
  input: string,
  out: string,
  values: SourceValues,
  options: GenerateOptions,
  io: CommandIo,
): Promise<GoodOrBad> {
  // Sloth checks for duplicates only when it validates.
  const isLenient = values['ignore-duplicates'] === true || options.flavour === 'sloth'
  const { isFolder, files, context } = await readTreeOfSlos({ ...values, 'ignore-duplicates': isLenient }, input)
  const target = await targetOf(input, out, isFolder)
  if (files.length === 0 && target === TERMINAL) throw noFiles(input)
  const progress = openProgress(io)
  const show = (what: string) => (done: number) => progress.show(`${what} ${done} of ${files.length} files`)
  const { value, diagnostics } = parseSlosWith(
    files.map(({ source }) => source),
    context.value,
    show('checked'),
  )
  progress.clear()
  accept({ value, diagnostics: [...context.diagnostics, ...diagnostics] }, io)
  const made = target === TERMINAL ? [{ relative: '', file: joined(value, input) }] : mirrored(value, files, isFolder)
  const rules = made.map(({ relative, file }, index) => {
    show('made rules of')(index)
    return { relative, result: generateFile(file, options) }
  })
  progress.clear()
  const problems = rules.flatMap(({ result }) => ('problem' in result ? [result.problem] : []))
  for (const problem of problems) io.stderr(`error: ${problem}\n`)
  if (problems.length > 0) return EXIT.bad
  for (const [index, { relative, result }] of rules.entries()) {
    if (!('text' in result)) continue
    show('wrote')(index)
    if (target === TERMINAL) io.stdout(result.text)
    else await writeAtomically(isFolder ? path.join(target, relative) : target, result.text)
  }
  progress.clear()
  if (target === TERMINAL) return EXIT.good
  const removed = isFolder ? await removeLeftOvers(input, target, options.command) : []
  if (files.length === 0 && removed.length === 0) throw noFiles(input)
  for (const file of removed) io.stdout(`removed ${file}: its definition is gone\n`)
  const slos = value.reduce((sum, file) => sum + file.slos.length, 0)
  io.stdout(`${count(slos, 'SLO')} in ${isFolder ? `${count(rules.length, 'file')} below ` : ''}${target}\n`)
  return EXIT.good
}

/** Where the rules go: a folder for a folder; a file, or the folder it lies in, for a file. Throws a UsageError when that cannot be. */
async function targetOf(input: string, out: string, isFolder: boolean): Promise<string> {
  if (out === TERMINAL) return TERMINAL
  const found = await kindOf(out)
  if (isFolder && found === 'file')
    throw new UsageError(`A folder of definitions needs a folder of rules, and ${out} is a file`)
  const isInFolder = !isFolder && (found === 'folder' || out.endsWith('/'))
  const target = isInFolder ? path.join(out, input === '-' ? PIPED_NAME : path.basename(input)) : out
  if (path.resolve(input) === path.resolve(target)) throw new UsageError('--out would overwrite --input')
  return target
}

/** Each file under its own name; in a folder one may hold only what others refer to, and no SLO. */
function mirrored(value: readonly ServiceSlos[], files: readonly TreeFile[], isFolder: boolean) {
  return value
    .map((file, index) => ({ relative: files[index]?.relative ?? '', file }))
    .filter(({ file }) => !isFolder || file.documents.length > 0)
}

/** All definitions as if one file held them: of several documents Prometheus would read only the first. */
function joined(value: readonly ServiceSlos[], input: string): ServiceSlos {
  const [only, ...more] = value
  if (only !== undefined && more.length === 0) return only
  return {
    path: input,
    slos: value.flatMap(({ slos }) => slos),
    documents: value.flatMap(({ documents }) => documents),
  }
}

/**
 * Removes what an earlier run made of definitions that are gone: only files that say so themselves, of this command and
 * of a source that stood here under the same name. Gives their names.
 */
async function removeLeftOvers(input: string, out: string, command: string): Promise<readonly string[]> {
  const removed: string[] = []
  for (const { relative, source } of (await readTree(out, {})).files) {
    const origin = provenanceOf(source.text)
    const definition = path.join(input, relative)
    if (origin?.command !== command || path.resolve(origin.source) !== path.resolve(definition)) continue
    if ((await kindOf(definition)) !== undefined) continue
    await remove(source.path)
    removed.push(source.path)
  }
  return removed
}
