import { describeError } from '../describe-error.ts'
import { FileError, fileReason } from '../file-error.ts'
import { isExternal } from '../system-error.ts'
import { UsageError } from './command.ts'

/** What is read at a path that a person gave; a path where nothing can be read is wrong usage. */
export async function readNamed<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!isExternal(error)) throw error
    if (error instanceof FileError) throw new UsageError(error.message)
    throw new UsageError(`Cannot read ${path}: ${fileReason(error) ?? describeError(error)}`)
  }
}
