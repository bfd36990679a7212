import { chmod, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { namedFileError } from '../../lib/file-error.ts'
import { errorCode, isMissing } from '../../lib/system-error.ts'

/**
 * Makes a folder with those above it; one that is there is left as it is. Node's own way of doing so never ends where a
 * folder says of what it does not allow that it does not exist, as those of `/proc` do. Throws a FileError.
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder)
  } catch (error) {
    const above = path.dirname(folder)
    if (errorCode(error) === 'EEXIST' && (await kindOf(folder)) === 'folder') return
    if (!isMissing(error) || above === folder || (await kindOf(above)) !== undefined) {
      throw namedFileError('make the folder', folder, error)
    }
    await makeFolder(above)
    await makeFolder(folder)
  }
}

/** Makes a folder that only its user can enter, and so keeps all that is in it from others; also one that is there. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
}

/** What is at a path; undefined when there is nothing, or something else. */
export async function kindOf(file: string): Promise<'file' | 'folder' | undefined> {
  try {
    const found = await stat(file)
    return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : undefined
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Whether two paths are names of one file or folder, by links of either kind; what is absent is the same as nothing. */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map(file => stat(file).catch(() => undefined)))
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino
}

/** The names in a folder with an ending, in order. Rejects when the folder is absent. */
export async function namesIn(folder: string, ending: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter(name => name.endsWith(ending)).sort()
}

/** Removes a file, or a folder with all that is in it; nothing at the path is no error. */
export async function remove(file: string): Promise<void> {
  await rm(file, { recursive: true, force: true })
}

/** Makes a folder for the time being; its owner removes it. */
export function makeScratchFolder(name: string): Promise<string> {
  return mkdtemp(path.join(tmpdir(), `leadline-${name}-`))
}

/** Does something in a folder that is there only for that. */
export async function inScratchFolder<T>(name: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await makeScratchFolder(name)
  try {
    return await use(folder)
  } finally {
    await remove(folder)
  }
}
