import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { SourceFile } from '../../lib/diagnostic/diagnostic.ts'
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

/** The YAML files under a folder in path order, or the one file; `isFolder` says which. Throws when there is nothing at the path. */
export async function readTree(
  root: string,
  filter: TreeFilter,
): Promise<{ readonly isFolder: boolean; readonly files: readonly TreeFile[] }> {
  const found = await stat(root)
  if (!found.isDirectory()) {
    return { isFolder: false, files: [{ relative: path.basename(root), source: await readSource(root) }] }
  }
  const names = (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter(entry => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map(entry => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter(name => (filter.include?.test(name) ?? true) && !(filter.exclude?.test(name) ?? false))
    .sort()
  const files: TreeFile[] = []
  for (const relative of names) files.push({ relative, source: await readSource(path.join(root, relative)) })
  return { isFolder: true, files }
}
