import { type Diagnostic, hasErrors, type Parsed, renderDiagnostics } from '../diagnostic/diagnostic.ts'
import type { CommandIo } from './command.ts'

/** Files that people wrote have errors, so what was asked for cannot be done; each error has its place. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError'
  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: readonly Diagnostic[], message = 'The definitions have errors') {
    super(message)
    this.diagnostics = diagnostics
  }
}

/** The value of what was read, with its warnings on stderr. Throws a DefinitionError when there are errors. */
export function accept<T>({ value, diagnostics }: Parsed<T>, io: CommandIo): T {
  if (hasErrors(diagnostics)) throw new DefinitionError(diagnostics)
  io.stderr(renderDiagnostics(diagnostics))
  return value
}
