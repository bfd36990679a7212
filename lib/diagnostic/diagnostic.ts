import { count } from '../count.ts'
import { lastAtOrBefore, lineStarts } from '../line-starts.ts'
import { printable } from '../text/printable.ts'

/** A source text with its path. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

export type DiagnosticSeverity = 'error' | 'warning'

/** One problem in a file, with its place. Lines and columns count from 1; `length` is in characters, at least 1. */
export interface Diagnostic {
  readonly severity: DiagnosticSeverity
  /** Stable, kebab-case; what a reader looks up and a script matches on. */
  readonly code: string
  /** What is wrong, with the value that is. */
  readonly message: string
  /** What to do about it. */
  readonly help?: string
  readonly file: string
  readonly line: number
  readonly column: number
  readonly length: number
  /** The whole source line the problem stands on. */
  readonly sourceLine: string
}

/** What could be read, and everything that was wrong with the rest. */
export interface Parsed<T> {
  readonly value: T
  readonly diagnostics: readonly Diagnostic[]
}

/** Whether any of these forbids using the value. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(diagnostic => diagnostic.severity === 'error')
}

/** A diagnostic at a range of offsets in a text; offsets past the end point at the last character. */
export function diagnosticAt(
  file: SourceFile,
  range: readonly [start: number, end: number],
  problem: Pick<Diagnostic, 'severity' | 'code' | 'message' | 'help'>,
): Diagnostic {
  const start = Math.max(0, Math.min(range[0], file.text.length))
  const starts = lineStartsOf(file)
  const line = lastAtOrBefore(starts, start)
  const lineStart = starts[line] ?? 0
  const sourceLine = file.text.slice(lineStart, (starts[line + 1] ?? file.text.length + 1) - 1).replace(/\r$/, '')
  const column = Math.min(start - lineStart, sourceLine.length)
  const length = Math.max(1, Math.min(range[1] - start, sourceLine.length - column))
  return { ...problem, file: file.path, line: line + 1, column: column + 1, length, sourceLine }
}

/** The line starts of each file, cached: a file with a thousand mistakes is scanned once. */
const LINE_STARTS = new WeakMap<SourceFile, readonly number[]>()

function lineStartsOf(file: SourceFile): readonly number[] {
  const starts = LINE_STARTS.get(file) ?? lineStarts(file.text)
  LINE_STARTS.set(file, starts)
  return starts
}

/** More of a line than this is cut around the mistake: a minified file must not fill the screen. */
const WIDEST_LINE = 200

/** `file:line:col: error: message [code]`, the source line, a caret under the mistake, and what to do. */
export function renderDiagnostic(diagnostic: Diagnostic): string {
  const { line, column, severity, code, help } = diagnostic
  const { text, before, length } = excerpt({ ...diagnostic, sourceLine: printable(diagnostic.sourceLine) })
  // A break that a message quotes must not begin a line of its own, which would look like a word of ours.
  const [file, message] = [inOneLine(diagnostic.file), clipped(inOneLine(diagnostic.message))]
  const gutter = `${line} | `
  // Tabs are kept in the padding, so that the caret stands under its character at any tab width.
  const padding = before.replace(/[^\t]/g, ' ')
  const source = [`${gutter}${text}`, `${' '.repeat(gutter.length)}${padding}${'^'.repeat(length)}`]
  return [
    `${file}:${line}:${column}: ${severity}: ${message} [${code}]`,
    // An empty line shows nothing: the file is empty, or cannot be read.
    ...(diagnostic.sourceLine === '' ? [] : source),
    ...(help === undefined ? [] : [`${' '.repeat(gutter.length)}${printable(help)}`]),
  ].join('\n')
}

function inOneLine(text: string): string {
  return printable(text).replace(/\s*\n\s*/g, ' ')
}

/** Longer messages quote what a file holds in the place of a word. */
const LONGEST_MESSAGE = 400

function clipped(message: string): string {
  if (message.length <= LONGEST_MESSAGE) return message
  const half = LONGEST_MESSAGE / 2
  return `${message.slice(0, half)}…${message.slice(-half)}`
}

/** The part of the source line that is shown, the part of that before the mistake, and the number of carets. */
function excerpt({ sourceLine, column, length }: Diagnostic): { text: string; before: string; length: number } {
  if (sourceLine.length <= WIDEST_LINE) return { text: sourceLine, before: sourceLine.slice(0, column - 1), length }
  const start = Math.max(0, column - 1 - WIDEST_LINE / 4)
  const lead = start > 0 ? '…' : ''
  const shown = sourceLine.slice(start, start + WIDEST_LINE)
  const before = lead + sourceLine.slice(start, column - 1)
  const text = `${lead}${shown}${start + WIDEST_LINE < sourceLine.length ? '…' : ''}`
  return { text, before, length: Math.max(1, Math.min(length, text.length - before.length)) }
}

/** As many problems as people read in one go. */
const MOST_SHOWN = 100

/** The diagnostics that are shown, and those of too many that are not. */
interface ShownDiagnostics {
  readonly shown: readonly Diagnostic[]
  readonly hidden: readonly Diagnostic[]
  /** How many more there are, as the end of a list. */
  readonly more: string
}

/** The diagnostics that are shown: all, or of too many the errors first, in reading order. */
export function shownDiagnostics(diagnostics: readonly Diagnostic[], most = MOST_SHOWN): ShownDiagnostics {
  const inOrder = inReadingOrder(diagnostics)
  if (inOrder.length <= most) return { shown: inOrder, hidden: [], more: '' }
  const isError = ({ severity }: Diagnostic): boolean => severity === 'error'
  const chosen = new Set([...inOrder.filter(isError), ...inOrder.filter(each => !isError(each))].slice(0, most))
  const hidden = inOrder.filter(each => !chosen.has(each))
  const more = `+${countDiagnostics(hidden, 'more ')} that are not shown`
  return { shown: inOrder.filter(each => chosen.has(each)), hidden, more }
}

/** Diagnostics as one text in reading order, with a closing count; empty when there are none. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length === 0) return ''
  const { shown, more } = shownDiagnostics(diagnostics)
  const closing = more === '' ? '' : `${more}\n\n`
  return `${shown.map(renderDiagnostic).join('\n\n')}\n\n${closing}${countDiagnostics(diagnostics)}\n`
}

/** Diagnostics by file, line and column. */
export function inReadingOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column)
}

/** `2 errors, 1 warning`. */
function countDiagnostics(diagnostics: readonly Diagnostic[], before = ''): string {
  const errors = diagnostics.filter(diagnostic => diagnostic.severity === 'error').length
  const warnings = diagnostics.length - errors
  const counted = (number: number, noun: string): string[] => (number > 0 ? [count(number, `${before}${noun}`)] : [])
  return [...counted(errors, 'error'), ...counted(warnings, 'warning')].join(', ')
}
