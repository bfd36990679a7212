import { errorCode } from './system-error.ts'

/** An error in one line: its code where it has one, its message, and what caused it. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = errorCode(error) ?? ''
  // Node gathers the failures of every address of a name in an AggregateError that has no message of its own.
  const inner = error instanceof AggregateError ? error.errors.map(describeError).join('; ') : ''
  const message = [error.message, inner].filter(text => text !== '').join(': ')
  const text = code === '' || message.includes(code) ? message : `${code} ${message}`.trim()
  return error.cause === undefined ? text || error.name : `${text}: ${describeError(error.cause)}`
}

/** An error with its stack, and the stacks of what caused it. Own fields are left out: one of them could hold a secret. */
export function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const stack = error.stack ?? describeError(error)
  return error.cause === undefined ? stack : `${stack}\ncaused by ${stackOf(error.cause)}`
}
