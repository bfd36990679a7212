import { type Dirent, statSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { namedFileError } from '../../lib/file-error.ts'
import { readSource } from './files.ts'

/** A file of a tree, and where it stands in it. */
export interface TreeFile {
  readonly relative: string
  readonly source: SourceFile
}

/** Which files of a tree are meant, by their relative path. */
export interface TreeFilter {
  readonly include?: RegExp
  readonly exclude?: RegExp
}

/**
 * The YAML files under a folder in path order, or the one file; `isFolder` says which. Links to files are followed, those to
 * folders are not. Throws a FileError when there is nothing at the path, and for what only looks like a file.
 */
export async function readTree(
  root: string,
  filter: TreeFilter,
): Promise<{ readonly isFolder: boolean; readonly files: readonly TreeFile[] }> {
  const found = await asked(root, () => stat(root))
  if (!found.isDirectory()) {
    return { isFolder: false, files: [{ relative: path.basename(root), source: await readSource(root) }] }
  }
  const files: TreeFile[] = []
  for (const relative of await yamlFilesBelow(root, entry => !isFolder(entry))) {
    const isWanted = (filter.include?.test(relative) ?? true) && !(filter.exclude?.test(relative) ?? false)
    if (isWanted) files.push({ relative, source: await readSource(path.join(root, relative)) })
  }
  return { isFolder: true, files }
}

/** The relative paths of the regular YAML files under a folder, in order. */
export function regularFilesBelow(root: string): Promise<readonly string[]> {
  return yamlFilesBelow(root, entry => entry.isFile())
}

async function yamlFilesBelow(root: string, isMeant: (entry: Dirent) => boolean): Promise<readonly string[]> {
  const entries = await asked(root, () => readdir(root, { recursive: true, withFileTypes: true }))
  return entries
    .filter(entry => /\.ya?ml$/.test(entry.name) && isMeant(entry))
    .map(entry => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter(relative => !KUBERNETES_COPY.test(relative))
    .sort()
}

/** A mounted ConfigMap holds its files in such a folder, and beside it a link to each. */
const KUBERNETES_COPY = /(^|\/)\.\.\d[^/]*\//

/** Whether an entry is a folder, or a link to one; what a link leads to that leads nowhere is said when it is read. */
function isFolder(entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  return statSync(path.join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.isDirectory() ?? false
}

async function asked<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw namedFileError('read', file, error)
  }
}
