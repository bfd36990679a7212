import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { grouped, renderTable } from '../lib/text/table.ts'
import { labelsOf } from './house/declared-labels.ts'
import { exportUse, type Unused } from './house/exports.ts'
import { folderPairs } from './house/imports.ts'
import { spelledLabels } from './house/labels.ts'
import { LIMITS } from './house/limits.ts'
import { isRegister } from './house/registers.ts'
import { fileSizes, folderSizes, functionSizes, quantileOf } from './house/sizes.ts'
import { type Finding, filesBelow, readSources, type Source } from './house/source.ts'
import { type WordCount, wordsInComments, wordsInDocuments, wordsInNames, wordsInTexts } from './house/words.ts'

/**
 * The house in figures: how large its files, functions and folders are, and what stands in it that should not. One script
 * for any checkout, so that figures of before and after can be compared.
 *
 *   node bench/house.ts [FOLDER] [--list]    with --list each word, label and export as file:line:word
 *
 * Production files are `.ts` files other than tests, testkits, benchmarks, configurations of tools, and what is generated
 * or a test's input. Lines are those that are not blank.
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { list: { type: 'boolean' } } })
const root = path.resolve(positionals[0] ?? path.resolve(import.meta.dirname, '..'))
const sources = readSources(root)
const production = sources.filter(({ kind }) => kind === 'production')
const words = wordCounts()
const labels = spelledLabels(production, labelsOf(sources))
const exported = exportUse(sources)

say(
  renderTable([
    ['figure', 'value', 'of it'],
    ...sizeRows(),
    ...folderRows(),
    ...words.map(wordRow),
    labelRow(),
    ...exportRows(),
  ]),
)
if (values.list === true) {
  for (const { name, findings } of words) list(`Words in ${name}`, findings)
  list('Labels spelled as literals', labels)
  list(
    'Exports that no other production file imports',
    exported.unused.map(each => ({ ...each, text: `${each.text} (${each.unused})` })),
  )
}

function sizeRows(): readonly string[][] {
  const files = fileSizes(production)
  const lines = files.map(file => file.lines)
  const functions = functionSizes(production)
  const long = functions.filter(each => each.lines > LIMITS.functionLines)
  return [
    ['production files', grouped(files.length), ''],
    ['lines', grouped(lines.reduce((sum, each) => sum + each, 0)), ''],
    ['lines of a file: median', String(quantileOf(lines, 0.5)), ''],
    ['lines of a file: p90', String(quantileOf(lines, 0.9)), ''],
    ['lines of a file: longest', String(lines[0] ?? 0), files[0]?.file ?? ''],
    [`functions over ${LIMITS.functionLines} lines`, String(long.length), `of ${grouped(functions.length)}`],
    ...functions.slice(0, Math.max(1, long.length)).map((each, index) => {
      return [index === 0 ? 'lines of a function: longest' : '', String(each.lines), `${placeOf(each)} ${each.text}`]
    }),
  ]
}

function folderRows(): readonly string[][] {
  const pairs = folderPairs(production)
  const registers = pairs.filter(({ folders }) => isRegister(folders))
  const full = folderSizes(production).filter(([, files]) => files > LIMITS.folderFiles)
  return [
    [
      'folder pairs that import each other',
      String(pairs.length),
      `${registers.length} of them a register and its members`,
    ],
    ...pairs.map(({ folders, there, back }) => {
      const mark = isRegister(folders) ? ' (register and members)' : ''
      return ['', `${there.length}/${back.length}`, `${folders.join(' ↔ ')}${mark}`]
    }),
    [`folders over ${LIMITS.folderFiles} files`, String(full.length), ''],
    ...full.map(([folder, files]) => ['', String(files), folder]),
  ]
}

function wordCounts(): readonly WordCount[] {
  const documents = filesBelow(root, '')
    .filter(file => /^((README|ARCHITECTURE|CONTRIBUTING|CHANGELOG)\.md|docs\/.*\.md)$/.test(file))
    .map(file => ({ file, text: readFileSync(path.join(root, file), 'utf8') }))
  const of = (kind: Source['kind']) => sources.filter(source => source.kind === kind)
  return [
    wordsInComments('comments', production),
    wordsInComments('comments of benchmarks', of('bench')),
    wordsInComments('comments of tests', of('test')),
    ...wordsInTexts(production),
    wordsInNames(production),
    wordsInDocuments(documents),
  ]
}

function wordRow({ name, unit, units, findings }: WordCount): string[] {
  const perThousand = ((findings.length / units) * 1000).toFixed(1)
  return [`words per thousand: ${name}`, perThousand, `${findings.length} in ${grouped(units)} ${unit}`]
}

function labelRow(): string[] {
  const parts = Map.groupBy(labels, ({ as }) => as)
  const detail = [...parts].map(([as, uses]) => `${uses.length} as ${as}`).join(', ')
  return ['labels spelled as literals', String(labels.length), detail]
}

function exportRows(): readonly string[][] {
  const rows: readonly Unused[] = ['dead', 'by tests only', 'own file only', 'own file and tests']
  return [
    ['exports', grouped(exported.exports), ''],
    ...rows.map(unused => {
      const count = exported.unused.filter(each => each.unused === unused).length
      return [`exports no other production file imports: ${unused}`, String(count), '']
    }),
  ]
}

function list(title: string, findings: readonly Finding[]): void {
  say(`\n${title}: ${findings.length}\n${findings.map(each => `${placeOf(each)}:${each.text}\n`).join('')}`)
}

function placeOf({ file, line }: Finding): string {
  return `${file}:${line}`
}

function say(text: string): void {
  process.stdout.write(text)
}
