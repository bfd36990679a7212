import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { isMissing } from '../../lib/system-error.ts'
import { readIfPresent } from './files.ts'
import { writeTogether } from './write-files.ts'

/** What a generated folder lacks, has changed or has too much, compared with what the sources say. */
export interface FolderChange {
  readonly file: string
  /** `left-over` was generated once and is not wanted any more; `foreign` was never ours. */
  readonly kind: 'missing' | 'stale' | 'left-over' | 'foreign'
}

/** Whether a file that is not wanted was generated once, by its name and text. */
export type IsOwn = (name: string, text: string) => boolean

/** Compares a folder of generated files with the files it should hold; where nothing else is said, all in it are ours. */
export async function compareFolder(
  folder: string,
  files: ReadonlyMap<string, string>,
  isOwn: IsOwn = () => true,
): Promise<readonly FolderChange[]> {
  const present = await namesIn(folder)
  const changes: FolderChange[] = []
  for (const [name, text] of files) {
    const found = await readIfPresent(path.join(folder, name))
    if (found !== text) changes.push({ file: path.join(folder, name), kind: found === undefined ? 'missing' : 'stale' })
  }
  for (const name of present.filter(name => !files.has(name))) {
    const file = path.join(folder, name)
    changes.push({ file, kind: isOwn(name, (await readIfPresent(file)) ?? '') ? 'left-over' : 'foreign' })
  }
  return changes
}

/** Makes a folder hold these files and none that was generated before, all of them or none; says what it found. */
export async function replaceFolder(
  folder: string,
  files: ReadonlyMap<string, string>,
  isOwn?: IsOwn,
): Promise<readonly FolderChange[]> {
  const changes = await compareFolder(folder, files, isOwn)
  await writeTogether(new Map([...files].map(([name, text]) => [path.join(folder, name), text])))
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
