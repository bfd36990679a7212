import { appendFile } from 'node:fs/promises'
import { namedFileError } from '../../lib/file-error.ts'

/** Adds a text at the end of a file, which is made if there is none. Throws a FileError. */
export async function appendText(file: string, text: string): Promise<void> {
  try {
    await appendFile(file, text)
  } catch (error) {
    throw namedFileError('write', file, error)
  }
}
