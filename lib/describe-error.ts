import { fileReason } from './file-error.ts'
import { own } from './own.ts'
import { errorCode } from './system-error.ts'

/** An error in one line: its code where it has one, its message, and what caused it. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const refusal = refusedFile(error)
  if (refusal !== undefined) return refusal
  const code = errorCode(error) ?? ''
  // Node gathers the failures of every address of a name in an AggregateError that has no message of its own.
  const inner = error instanceof AggregateError ? error.errors.map(describeError).join('; ') : ''
  const message = [error.message, inner].filter(text => text !== '').join(': ')
  const text = code === '' || message.includes(code) ? message : `${code} ${message}`.trim()
  return error.cause === undefined ? text || error.name : `${text}: ${describeError(error.cause)}`
}

/** What Node's file functions are called in words, by the call they name. */
const DEEDS: Readonly<Record<string, string>> = {
  access: 'read',
  copyfile: 'copy',
  mkdir: 'make the folder',
  mkdtemp: 'make a folder',
  open: 'open',
  rename: 'move',
  rm: 'remove',
  rmdir: 'remove',
  scandir: 'read the folder',
  stat: 'read',
  lstat: 'read',
  unlink: 'remove',
}

/** The sentence about a file that Node refused and that no adapter has put into words. */
function refusedFile(error: Error): string | undefined {
  const { path, syscall } = error as NodeJS.ErrnoException
  const [deed, reason] = [own(DEEDS, syscall ?? ''), fileReason(error)]
  return deed === undefined || reason === undefined || typeof path !== 'string'
    ? undefined
    : `Cannot ${deed} ${path}: ${reason}`
}

/** An error with its stack, and the stacks of what caused it. Own fields are left out: one of them could hold a secret. */
export function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const stack = error.stack ?? describeError(error)
  return error.cause === undefined ? stack : `${stack}\ncaused by ${stackOf(error.cause)}`
}
