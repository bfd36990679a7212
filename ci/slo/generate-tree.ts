import path from 'node:path'
import { readIfPresent } from '../../adapters/files/files.ts'
import { isSameFile, kindOf, remove } from '../../adapters/files/folders.ts'
import { descriptorOf } from '../../adapters/files/links.ts'
import { regularFilesBelow, type TreeFile } from '../../adapters/files/source-tree.ts'
import { writeTogether } from '../../adapters/files/write-files.ts'
import { type CommandIo, UsageError } from '../../lib/command/command.ts'
import { accept } from '../../lib/command/definition-error.ts'
import { EXIT, type GoodOrBad } from '../../lib/command/exit-codes.ts'
import { openProgress } from '../../lib/command/progress.ts'
import { count } from '../../lib/count.ts'
import { printable } from '../../lib/text/printable.ts'
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
  for (const problem of problems) io.stderr(printable(`error: ${problem}\n`))
  if (problems.length > 0) return EXIT.bad
  const texts = rules.flatMap(({ relative, result }) => ('text' in result ? [[relative, result.text] as const] : []))
  if (target === TERMINAL) {
    for (const [, text] of texts) io.stdout(text)
    return EXIT.good
  }
  const targets = texts.map(([relative, text]) => [isFolder ? path.join(target, relative) : target, text] as const)
  for (const { relative, source } of isFolder ? files : []) {
    const [file] = targets.find(([each]) => each === path.join(target, relative)) ?? []
    if (file !== undefined && (await isSameFile(source.path, file))) throw overwrites(source.path, file)
  }
  await writeTogether(new Map(targets), undefined, show('wrote'))
  progress.clear()
  const removed = isFolder ? await removeLeftOvers(input, target, options.command) : []
  if (files.length === 0 && removed.length === 0) throw noFiles(input)
  for (const file of removed) io.stdout(printable(`removed ${file}: its definition is gone\n`))
  const slos = value.reduce((sum, file) => sum + file.slos.length, 0)
  io.stdout(printable(`${count(slos, 'SLO')} in ${isFolder ? `${count(rules.length, 'file')} below ` : ''}${target}\n`))
  return EXIT.good
}

/** Where the rules go: a folder for a folder; a file, or the folder it lies in, for a file. Throws a UsageError when that cannot be. */
async function targetOf(input: string, out: string, isFolder: boolean): Promise<string> {
  // Written there as a file, it would be followed by the sentence about it.
  if (out === TERMINAL || descriptorOf(out) === 1) return TERMINAL
  const found = await kindOf(out)
  if (isFolder && found === 'file')
    throw new UsageError(`A folder of definitions needs a folder of rules, and ${out} is a file`)
  const isInFolder = !isFolder && (found === 'folder' || out.endsWith('/'))
  const target = isInFolder ? path.join(out, input === '-' ? PIPED_NAME : path.basename(input)) : out
  if (await isSameFile(input, target)) throw overwrites(input, target)
  return target
}

function overwrites(input: string, target: string): UsageError {
  const isPlain = path.resolve(input) === path.resolve(target)
  return new UsageError(`--out would overwrite --input${isPlain ? '' : `: ${target} is another name of ${input}`}`)
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
  for (const relative of await regularFilesBelow(out)) {
    const file = path.join(out, relative)
    const origin = provenanceOf((await readIfPresent(file)) ?? '')
    const definition = path.join(input, relative)
    if (origin?.command !== command || path.resolve(origin.source) !== path.resolve(definition)) continue
    if ((await kindOf(definition)) !== undefined) continue
    await remove(file)
    removed.push(file)
  }
  return removed
}
