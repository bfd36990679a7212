import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { namedFileError } from '../../lib/file-error.ts'
import { isMissing } from '../../lib/system-error.ts'
import { decodeText, LARGEST_FILE_BYTES, readText, tooLarge } from './read-text.ts'

/** Reads the files of a folder with an ending, in name order; `path` is given relative to the working folder. Throws when the folder is absent. */
export async function readSources(folder: string, ending: string): Promise<readonly SourceFile[]> {
  return sourcesIn(folder, await namesBelow(folder, ending, false))
}

/** Reads the files at any depth below a folder with an ending, in path order. Throws when the folder is absent. */
export async function readSourcesBelow(folder: string, ending: string): Promise<readonly SourceFile[]> {
  return sourcesIn(folder, await namesBelow(folder, ending, true))
}

async function namesBelow(folder: string, ending: string, recursive: boolean): Promise<readonly string[]> {
  try {
    return (await readdir(folder, { recursive })).filter(name => name.endsWith(ending)).sort()
  } catch (error) {
    throw namedFileError('read the folder', folder, error)
  }
}

function sourcesIn(folder: string, names: readonly string[]): Promise<readonly SourceFile[]> {
  return Promise.all(names.map(name => readSource(path.join(folder, name))))
}

/** Reads one text file. Throws a FileError when it cannot be read, is none, or is larger than any that people write. */
export async function readSource(file: string): Promise<SourceFile> {
  return { path: file, text: readText(file) }
}

/** The name of what is piped into this process. */
const PIPED = '<stdin>'

/** Reads what is piped into this process, to its end. Throws a FileError when it is larger than any file that people write. */
export async function readStandardInput(): Promise<SourceFile> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin) {
    chunks.push(chunk)
    length += chunk.length
    if (length > LARGEST_FILE_BYTES) throw tooLarge(PIPED)
  }
  return { path: PIPED, text: decodeText(Buffer.concat(chunks)) }
}

/** Reads a text file, or undefined when there is none. Throws a FileError when it cannot be read. */
export async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return readText(file)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
