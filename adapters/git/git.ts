import type { SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { runProgram } from '../processes/run-program.ts'

/** The files directly in a folder with an ending, as they were at a revision; undefined when there is no such revision. */
export async function readAtRevision(
  revision: string,
  folder: string,
  ending: string,
  repository = '.',
): Promise<readonly SourceFile[] | undefined> {
  const commit = await commitOf(revision, repository)
  if (commit === undefined) return undefined
  const listed = await git(repository, ['ls-tree', '-z', '--name-only', commit, '--', `${folder}/`])
  const paths = (listed ?? '').split('\0').filter(path => path.endsWith(ending))
  return Promise.all(
    paths.map(async path => ({ path, text: (await git(repository, ['show', `${commit}:${path}`])) ?? '' })),
  )
}

/** The hash of the commit that a revision names; undefined when there is none. */
export async function commitOf(revision: string, repository: string): Promise<string | undefined> {
  // Everything after this option is a revision, however it begins, and from here on there is only the commit's hash.
  const found = await git(repository, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])
  return found?.trim()
}

/** The commit that is checked out in a folder, in twelve digits; undefined where there is no git, or no commit. */
export async function headCommit(repository: string): Promise<string | undefined> {
  // A missing git is no error here: a copy without one runs all the same.
  const printed = await git(repository, ['rev-parse', '--short=12', 'HEAD']).catch(() => undefined)
  return printed?.trim()
}

/** What git prints; undefined when it exits with an error. Rejects when git is missing. */
async function git(repository: string, args: readonly string[]): Promise<string | undefined> {
  const { isGood, stdout } = await runProgram('git', ['-C', repository, ...args])
  return isGood ? stdout : undefined
}
