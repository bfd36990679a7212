import { cp, realpath, rm } from 'node:fs/promises'
import path from 'node:path'
import { namedFileError } from '../../lib/file-error.ts'
import { makeFolder } from './folders.ts'

/**
 * Makes a folder hold copies and nothing else, by where each lies in it: of a file, of what a link leads to, or of a folder with all that is
 * in it. Throws a FileError.
 */
export async function copyFolder(folder: string, sources: ReadonlyMap<string, string>): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await makeFolder(folder)
  for (const [place, source] of sources) {
    try {
      await cp(await realpath(source), path.join(folder, place), { recursive: true })
    } catch (error) {
      throw namedFileError('copy', source, error)
    }
  }
}
