import type { Diagnostic } from '../../../lib/diagnostic/diagnostic.ts'
import type { Secret } from './model.ts'

/** Reply headers that carry credentials, also under the name that an observation gives them. */
const SECRET_REPLY_HEADERS = new Set(['set-cookie', 'setCookie', 'authorization', 'www-authenticate'])

/** The same value with every secret replaced by what the definitions file says in its place. */
export function redact<T>(value: T, secrets: readonly Secret[]): T {
  return redactWith(value, redactorOf(secrets), '') as T
}

/** The same for one text. */
export function redactorOf(secrets: readonly Secret[]): (text: string) => string {
  // The longest first, or the rest of a secret that contains another would stay.
  const known = secrets.flatMap(formsOf).sort((a, b) => b.value.length - a.value.length)
  return text => known.reduce((rest, { value, source }) => rest.replaceAll(value, source), text)
}

/** The start of a text, without secrets; one that the cut goes through is removed whole. */
export function redactedStart(text: string, length: number, secrets: readonly Secret[]): string {
  const hide = redactorOf(secrets)
  if (text.length < length) return hide(text)
  const start = text.slice(0, length)
  const torn = secrets.flatMap(formsOf).map(({ value }) => {
    let shared = Math.min(value.length - 1, start.length)
    while (shared > 0 && !start.endsWith(value.slice(0, shared))) shared -= 1
    return shared
  })
  return hide(start.slice(0, start.length - Math.max(0, ...torn)))
}

/** A secret as it is, and as it is written in a URL or in JSON, where servers often repeat it. */
function formsOf({ value, source }: Secret): readonly Secret[] {
  const inPath = new URL(`http://host/${value}`).href.slice('http://host/'.length)
  const inQuery = new URL(`http://host/?${value}`).href.slice('http://host/?'.length)
  const inJson = JSON.stringify(value).slice(1, -1)
  const forms = new Set([value, encodeURIComponent(value), inPath, inQuery, inJson])
  return [...forms].filter(form => form !== '').map(form => ({ value: form, source }))
}

function redactWith(value: unknown, hide: (text: string) => string, key: string): unknown {
  if (typeof value === 'string') return SECRET_REPLY_HEADERS.has(key) ? '[redacted]' : hide(value)
  if (Array.isArray(value)) return value.map(entry => redactWith(entry, hide, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, redactWith(entry, hide, name)]))
}

/** The code of the diagnostic about a secret that stands in the file itself. */
export const SECRET_IN_FILE = 'secret-in-file'

/** Diagnostics of a file without its secrets, as they may be logged. */
export function redactedDiagnostics(
  diagnostics: readonly Diagnostic[],
  secrets: readonly Secret[],
): readonly Diagnostic[] {
  const hide = redactorOf(secrets)
  const inFile = diagnostics.filter(({ code }) => code === SECRET_IN_FILE)
  return diagnostics.map(diagnostic => {
    const { message, help, line, sourceLine } = diagnostic
    const shown = inFile.filter(other => other.line === line).reduce(withoutRange, sourceLine)
    return { ...diagnostic, message: hide(message), ...(help && { help: hide(help) }), sourceLine: shown }
  })
}

/** The line with stars where a value stands, so that every caret stays under its character. */
function withoutRange(sourceLine: string, { column, length }: Diagnostic): string {
  return sourceLine.slice(0, column - 1) + '*'.repeat(length) + sourceLine.slice(column - 1 + length)
}
