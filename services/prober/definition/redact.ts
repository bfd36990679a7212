import type { Diagnostic } from '../../../lib/diagnostic/diagnostic.ts'
import { type Hider, hiderOf } from '../../../lib/hide/hidden.ts'
import type { Secret } from './model.ts'

/** Reply headers that carry credentials, also under the name that an observation gives them. */
const SECRET_REPLY_HEADERS =
  /^(set-?cookie2?|(www-|proxy-)?(authorization|authenticate)|authentication-info|.*-(token|secret|key))$/i

/** The same value with every secret replaced by what the definitions file says in its place. */
export function redact<T>(value: T, secrets: readonly Secret[]): T {
  return redactWith(value, redactorOf(secrets), '') as T
}

/** The same for one text, in whichever encoding a secret stands there. */
export function redactorOf(secrets: readonly Secret[]): (text: string) => string {
  return hiderFor(secrets).hide
}

/** The start of a text, without secrets; one that the cut goes through is removed whole. */
export function redactedStart(text: string, length: number, secrets: readonly Secret[]): string {
  const { hide, hideStart } = hiderFor(secrets)
  return text.length < length ? hide(text) : hideStart(text.slice(0, length))
}

/** Made once for the secrets of a file. */
const hiders = new WeakMap<readonly Secret[], Hider>()

function hiderFor(secrets: readonly Secret[]): Hider {
  const known = hiders.get(secrets)
  if (known !== undefined) return known
  const hider = hiderOf(secrets)
  hiders.set(secrets, hider)
  return hider
}

function redactWith(value: unknown, hide: (text: string) => string, key: string): unknown {
  if (typeof value === 'string') return SECRET_REPLY_HEADERS.test(key) ? '[redacted]' : hide(value)
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
  const { hide } = hiderOf(secrets)
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
