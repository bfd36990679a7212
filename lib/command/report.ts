import { describeError, stackOf } from '../describe-error.ts'
import { renderDiagnostics } from '../diagnostic/diagnostic.ts'
import { isExternal } from '../system-error.ts'
import { printable } from '../text/printable.ts'
import { type CommandIo, UsageError } from './command.ts'
import { DefinitionError } from './definition-error.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { helpCommand } from './help.ts'

/** Says what is wrong with how a command was called, and where its help is. */
export function reportMisuse(mistakes: string, name: string, io: CommandIo): ExitCode {
  io.stderr(`${printable(mistakes)}\n\nSee \`${helpCommand(name)}\`.\n`)
  return EXIT.usage
}

/**
 * Says why a command failed, for whom the text is: mistakes in definitions with their places, failures of the outside in
 * one line, and everything else as the bug that it is, with its stack.
 */
export function reportError(error: unknown, name: string, io: CommandIo): ExitCode {
  if (error instanceof UsageError) return reportMisuse(error.message, name, io)
  if (error instanceof DefinitionError) io.stderr(renderDiagnostics(error.diagnostics))
  else if (isExternal(error)) io.stderr(`${printable(describeError(error)).trimEnd()}\n`)
  else io.stderr(`${name} failed on an unexpected error, which is a bug of Leadline:\n${printable(stackOf(error))}\n`)
  return EXIT.bad
}
