import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { SourceFile } from '../lib/diagnostic/diagnostic.ts'

/** The files directly in a folder with an ending, as they were at a revision of git; undefined when there is no such revision. */
export async function readAtRevision(
  revision: string,
  folder: string,
  ending: string,
): Promise<readonly SourceFile[] | undefined> {
  const listed = await git(['ls-tree', '--name-only', revision, `${folder}/`])
  if (listed === undefined) return undefined
  const paths = listed.split('\n').filter(path => path.endsWith(ending))
  return Promise.all(paths.map(async path => ({ path, text: (await git(['show', `${revision}:${path}`])) ?? '' })))
}

async function git(args: readonly string[]): Promise<string | undefined> {
  try {
    return (await promisify(execFile)('git', args, { maxBuffer: 64 * 1024 * 1024 })).stdout
  } catch (error) {
    // Git says of a revision that it does not know with exit code 128; a missing git has no exit code.
    if (error instanceof Error && 'code' in error && typeof error.code === 'number') return undefined
    throw error
  }
}
