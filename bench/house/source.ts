import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type Comment, type EcmaScriptModule, type Program, parseSync } from 'oxc-parser'
import { lastAtOrBefore, lineStarts } from '../../lib/line-starts.ts'

/** What a file is for: it ships, it tests, or it measures. */
export type SourceKind = 'production' | 'test' | 'bench'

/** A source file with its syntax tree. */
export interface Source {
  /** Relative to the checkout, with slashes. */
  readonly file: string
  readonly kind: SourceKind
  readonly text: string
  readonly program: Program
  readonly comments: readonly Comment[]
  readonly module: EcmaScriptModule
  /** Where each line begins. */
  readonly starts: readonly number[]
}

/** A place in a file of the checkout, and what was found there. */
export interface Finding {
  readonly file: string
  readonly line: number
  readonly text: string
}

/** Everything below is made by a tool, kept as a test's input, or not ours. */
const LEFT_OUT = /^(node_modules|testdata|generated|\..*)$/

/** All source files of a checkout, parsed, in path order. Throws when one of them is not TypeScript. */
export function readSources(root: string): readonly Source[] {
  return filesBelow(root, '')
    .filter(file => file.endsWith('.ts') && !file.endsWith('.config.ts'))
    .map(file => parseSource(file, readFileSync(path.join(root, file), 'utf8')))
}

/** One source file, parsed; throws with the parser's words when it cannot be. */
export function parseSource(file: string, text: string): Source {
  const { program, comments, module, errors } = parseSync(file, text, { preserveParens: false })
  if (errors.length > 0) throw new Error(`${file}: ${errors.map(({ message }) => message).join('; ')}`)
  return { file, kind: kindOf(file), text, program, comments, module, starts: lineStarts(text) }
}

/** The files below a folder of the checkout, in path order. */
export function filesBelow(root: string, folder: string): readonly string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .flatMap(entry => {
      const file = path.posix.join(folder, entry.name)
      if (entry.isDirectory()) return LEFT_OUT.test(entry.name) ? [] : filesBelow(root, file)
      return [file]
    })
    .sort()
}

/** What a file is for, by its name. */
export function kindOf(file: string): SourceKind {
  if (/\.(test|testkit)\.ts$/.test(file) || file.startsWith('tests/')) return 'test'
  return file.startsWith('bench/') ? 'bench' : 'production'
}

/** The line of an offset, from 1. */
export function lineAt({ starts }: Source, offset: number): number {
  return lastAtOrBefore(starts, offset) + 1
}

/** A finding in a source file. */
export function findingAt(source: Source, offset: number, text: string): Finding {
  return { file: source.file, line: lineAt(source, offset), text }
}

/** How many lines of a text hold more than white space. */
export function nonBlankLines(text: string): number {
  return text.split('\n').filter(line => line.trim() !== '').length
}
