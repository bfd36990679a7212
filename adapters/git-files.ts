import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ExternalError } from '../lib/system-error.ts'

const run = promisify(execFile)

const LARGEST_FILE_BYTES = 16 * 1024 * 1024

/** The files of a folder as they are in a commit, by name; none when the commit has no such folder. Rejects for an unknown commit. */
export async function readFolderAt(commit: string, folder: string): Promise<ReadonlyMap<string, string>> {
  await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^{commit}`).catch(() => {
    throw new ExternalError(`There is no commit "${commit}"`)
  })
  const names = (await git('ls-tree', '--name-only', commit, '--', `${folder}/`))
    .split('\n')
    .filter(name => name !== '')
  const texts = await Promise.all(
    names.map(async name => [nameOf(name), await git('show', `${commit}:${name}`)] as const),
  )
  return new Map(texts)
}

async function git(...args: readonly string[]): Promise<string> {
  return (await run('git', args, { maxBuffer: LARGEST_FILE_BYTES })).stdout
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
