import path from 'node:path'
import { readIfPresent } from '../../adapters/files/files.ts'
import { compareFolder, type IsOwn, replaceFolder } from '../../adapters/files/generated-folder.ts'
import { UsageError } from '../../lib/command/command.ts'

/**
 * Makes a folder hold these files and no other that was rendered before. Left-over files are removed and others replaced, so a
 * folder with files that were not rendered is refused: it is not the one that was meant.
 */
export async function writeFolder(folder: string, files: ReadonlyMap<string, string>, isOwn: IsOwn): Promise<void> {
  const changes = await compareFolder(folder, files, isOwn)
  const texts = await Promise.all(changes.map(({ file }) => readIfPresent(file)))
  const foreign = changes.filter(({ file }, index) => {
    const text = texts[index]
    return text !== undefined && !isOwn(path.basename(file), text)
  })
  if (foreign.length > 0) {
    const names = foreign.slice(0, 3).map(({ file }) => file)
    throw new UsageError(`--out takes a folder that holds nothing but this set, and there is ${names.join(', ')}.`)
  }
  await replaceFolder(folder, files, isOwn)
}
