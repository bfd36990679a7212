import { symlink } from 'node:fs/promises'
import path from 'node:path'
import { ExternalError } from '../../lib/system-error.ts'
import { remove } from '../files/folders.ts'
import { runProgram } from '../processes/run-program.ts'
import { commitOf } from './git.ts'

/**
 * Writes the whole tree of a revision into a folder, which is there, with the packages of the repository; false when there is no
 * such revision.
 */
export async function writeRevision(revision: string, folder: string, repository: string): Promise<boolean> {
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
  await symlink(path.resolve(repository, 'node_modules'), path.join(folder, 'node_modules'))
  return true
}
