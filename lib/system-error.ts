/** The code that Node gives an error of the system or of its own, such as `ENOENT`; undefined when it has none. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Whether an error says that a file or folder does not exist. */
export function isMissing(error: unknown): boolean {
  return errorCode(error) === 'ENOENT'
}

/** Something outside this program failed: a server, a program that was run, a file. The message is all its reader needs. */
export class ExternalError extends Error {
  override readonly name = 'ExternalError'
}

/**
 * Whether an error comes from outside this program, so that its message helps the reader and a stack does not: the system
 * refused a call (file, socket, process), a program that was run failed, or an adapter said so. Anything else is a bug.
 */
export function isExternal(error: unknown): boolean {
  if (error instanceof ExternalError) return true
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isExternal)
  return error instanceof Error && (isRefusedCall(error) || isFailedProgram(error))
}

/** Node names the call on every error that the system gave it; on errors of its own, such as a wrong argument, it does not. */
function isRefusedCall(error: Error): boolean {
  return 'syscall' in error && typeof error.syscall === 'string'
}

/** `execFile` puts the command line on the error of a program that exited with another code than 0. */
function isFailedProgram(error: Error): boolean {
  return 'cmd' in error && typeof error.cmd === 'string'
}
