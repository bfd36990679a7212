import path from 'node:path'
import type { SourceFile } from '../lib/diagnostic/diagnostic.ts'
import { ExternalError } from '../lib/system-error.ts'
import { remove } from './files/folders.ts'
import { runProgram } from './processes/run-program.ts'

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
async function commitOf(revision: string, repository: string): Promise<string | undefined> {
  // Everything after this option is a revision, however it begins, and from here on there is only the commit's hash.
  const found = await git(repository, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])
  return found?.trim()
}

/** Writes the whole tree of a revision into a folder, which is there; false when there is no such revision. */
export async function extractRevision(revision: string, folder: string, repository = '.'): Promise<boolean> {
  const commit = await commitOf(revision, repository)
  if (commit === undefined) return false
  const archive = path.join(folder, '.tree.tar')
  for (const [program, ...args] of [
    ['git', '-C', repository, 'archive', '--format=tar', `--output=${path.resolve(archive)}`, commit],
    ['tar', '--extract', '--file', archive, '--directory', folder],
  ] as const) {
    const { isGood, stderr } = await runProgram(program, args)
    if (!isGood) throw new ExternalError(`${program} could not write the tree of ${commit}: ${stderr.trim()}`)
  }
  await remove(archive)
  return true
}

/**
 * What differs between the files of two folders, by their names: the changed lines with three around them, as `diff --unified`
 * marks them.
 */
export async function diffFolders(before: string, after: string): Promise<ReadonlyMap<string, string>> {
  // Configuration of the person who runs it must not change what is printed.
  const args = [
    '--no-index',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--no-renames',
    '--unified=3',
    '--',
    before,
    after,
  ]
  const { stdout, stderr, how } = await runProgram('git', ['-c', 'diff.noprefix=false', 'diff', ...args])
  // 1 says that there are differences.
  if (!/^exit code [01]$/.test(how)) throw new ExternalError(`git could not compare the folders: ${stderr.trim()}`)
  const files = stdout.split(/^diff --git /m).slice(1)
  return new Map(
    files.map(text => {
      const [head = ''] = text.split('\n')
      const hunks = text.indexOf('\n@@')
      return [path.basename(head), hunks === -1 ? '' : text.slice(hunks + 1)]
    }),
  )
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
