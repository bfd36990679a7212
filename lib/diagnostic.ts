/** A text that a person wrote, with the path under which they know it. */
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
  const before = file.text.slice(0, start)
  const lineStart = before.lastIndexOf('\n') + 1
  const lineEnd = file.text.indexOf('\n', start)
  const sourceLine = file.text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd).replace(/\r$/, '')
  const column = start - lineStart
  const length = Math.max(1, Math.min(range[1] - start, sourceLine.length - column))
  return {
    ...problem,
    file: file.path,
    line: before.split('\n').length,
    column: column + 1,
    length,
    sourceLine,
  }
}

/** `file:line:col: error: message [code]`, the source line, a caret under the mistake, and what to do. */
export function renderDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, message, code, help, sourceLine, length } = diagnostic
  const gutter = `${line} | `
  // Tabs are kept in the padding, so that the caret stands under its character at any tab width.
  const padding = sourceLine.slice(0, column - 1).replace(/[^\t]/g, ' ')
  return [
    `${file}:${line}:${column}: ${severity}: ${message} [${code}]`,
    `${gutter}${sourceLine}`,
    `${' '.repeat(gutter.length)}${padding}${'^'.repeat(length)}`,
    ...(help === undefined ? [] : [`${' '.repeat(gutter.length)}${help}`]),
  ].join('\n')
}

/** All diagnostics as one text in reading order, with a closing count; empty when there are none. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length === 0) return ''
  const sorted = [...diagnostics].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column)
  const errors = sorted.filter(diagnostic => diagnostic.severity === 'error').length
  const counts = [count(errors, 'error'), count(sorted.length - errors, 'warning')].filter(text => text !== '')
  return `${sorted.map(renderDiagnostic).join('\n\n')}\n\n${counts.join(', ')}\n`
}

function count(number: number, noun: string): string {
  return number === 0 ? '' : `${number} ${noun}${number === 1 ? '' : 's'}`
}
