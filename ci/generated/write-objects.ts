import { readIfPresent } from '../../adapters/files/files.ts'
import { compareFolder, replaceFolder } from '../../adapters/files/generated-folder.ts'
import { isGeneratedHere } from '../../k8s/config-maps.ts'
import { type CommandIo, UsageError } from '../../lib/command/command.ts'
import { count } from '../../lib/count.ts'

/**
 * Makes a folder hold these files and nothing else. Throws a UsageError when there are others that were not generated
 * here: left-over files are removed, so such a folder is not the one that was meant.
 */
export async function writeObjects(
  folder: string,
  files: ReadonlyMap<string, string>,
  name: string,
  io: CommandIo,
): Promise<void> {
  const others: string[] = []
  for (const { file, kind } of await compareFolder(folder, files)) {
    if (kind !== 'missing' && !isGeneratedHere((await readIfPresent(file)) ?? '')) others.push(file)
  }
  if (others.length > 0) {
    throw new UsageError(`--out takes a folder that holds nothing else, and there is ${others.slice(0, 3).join(', ')}.`)
  }
  const changes = await replaceFolder(folder, files)
  io.stdout(`${count(files.size, name)} in ${folder}, ${count(changes.length, 'file')} changed\n`)
}
