import path from 'node:path'
import { ExternalError } from '../../lib/system-error.ts'
import { runProgram } from '../processes/run-program.ts'

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
