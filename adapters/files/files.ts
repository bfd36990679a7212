import { randomUUID } from 'node:crypto'
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import type { SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { errorCode } from '../../lib/system-error.ts'

/** Reads the files of a folder with an ending, in name order; `path` is given relative to the working folder. Throws when the folder is absent. */
export async function readSources(folder: string, ending: string): Promise<readonly SourceFile[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith(ending)).sort()
  return Promise.all(names.map(name => readSource(path.join(folder, name))))
}

/** Reads the files at any depth below a folder with an ending, in path order. Throws when the folder is absent. */
export async function readSourcesBelow(folder: string, ending: string): Promise<readonly SourceFile[]> {
  const names = (await readdir(folder, { recursive: true })).filter(name => name.endsWith(ending)).sort()
  return Promise.all(names.map(name => readSource(path.join(folder, name))))
}

/** Reads one text file. Throws when it cannot be read. */
export async function readSource(file: string): Promise<SourceFile> {
  return { path: file, text: await readFile(file, 'utf8') }
}

/** Reads what is piped into this process, to its end. */
export async function readStandardInput(): Promise<SourceFile> {
  return { path: '<stdin>', text: await text(process.stdin) }
}

/** Reads a text file, or undefined when there is none. */
export async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Writes a file whole or not at all, and leaves it alone when it already holds this text; says whether it changed. */
export async function writeAtomically(file: string, content: string, mode = 0o644): Promise<boolean> {
  if ((await readIfPresent(file)) === content) return false
  await mkdir(path.dirname(file), { recursive: true })
  const draft = `${file}.${randomUUID()}.tmp`
  try {
    await writeFile(draft, content, { mode })
    await rename(draft, file)
  } finally {
    await rm(draft, { force: true })
  }
  return true
}

/** Writes a file only if there is none, whole from its first moment; says whether it did. Of several that try, one does. */
export async function createFile(file: string, content: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}.tmp`
  try {
    await writeFile(draft, content)
    await link(draft, file)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

/** Whether an error says that a file or folder does not exist. */
export function isMissing(error: unknown): boolean {
  return errorCode(error) === 'ENOENT'
}
