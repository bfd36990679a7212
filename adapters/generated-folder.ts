import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { isMissing, readIfPresent, writeAtomically } from './files.ts'

/** What a generated folder lacks, has changed or has too much, compared with what the sources say; a `stranger` nobody generated. */
export interface FolderChange {
  readonly file: string
  readonly kind: 'missing' | 'stale' | 'left-over' | 'stranger'
}

/** Compares a folder of generated files with the files it should hold; `isOurs` tells by its text whether one was generated. */
export async function compareFolder(
  folder: string,
  files: ReadonlyMap<string, string>,
  isOurs: (text: string) => boolean = () => true,
): Promise<readonly FolderChange[]> {
  const present = await namesIn(folder)
  const changes: FolderChange[] = []
  for (const [name, text] of files) {
    const found = await readIfPresent(path.join(folder, name))
    if (found !== text) changes.push({ file: path.join(folder, name), kind: found === undefined ? 'missing' : 'stale' })
  }
  for (const name of present.filter(one => !files.has(one))) {
    const file = path.join(folder, name)
    changes.push({ file, kind: isOurs((await readIfPresent(file)) ?? '') ? 'left-over' : 'stranger' })
  }
  return changes
}

/** Makes a folder hold exactly these files, and strangers as they are, each written whole or not at all; says what it changed. */
export async function replaceFolder(
  folder: string,
  files: ReadonlyMap<string, string>,
  isOurs?: (text: string) => boolean,
): Promise<readonly FolderChange[]> {
  const changes = await compareFolder(folder, files, isOurs)
  for (const [name, text] of files) await writeAtomically(path.join(folder, name), text)
  for (const { file, kind } of changes) if (kind === 'left-over') await rm(file)
  return changes
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder, { withFileTypes: true })).filter(entry => entry.isFile()).map(entry => entry.name)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
