import { compareFolder, type FolderChange, replaceFolder } from '../../adapters/files/generated-folder.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { accept } from '../../lib/command/definition-error.ts'
import { EXIT, type GoodOrBad } from '../../lib/command/exit-codes.ts'
import { count } from '../../lib/count.ts'
import type { GeneratedFolder, GeneratedSet } from './generated-set.ts'

/** The command that makes all of it again. */
const COMMAND = 'npm run generate'

/** Makes the files of these sets what their sources say, one set after the other. Throws when a definition has an error. */
export async function writeGenerated(sets: readonly GeneratedSet[], io: CommandIo): Promise<GoodOrBad> {
  for (const { name, make } of sets) {
    const folders = accept(await make(), io)
    const changes = await changesOf(folders, replaceFolder)
    for (const { file, kind } of changes) {
      if (kind === 'foreign') io.stderr(COMPLAINTS.foreign(file))
      else io.stdout(`${kind === 'left-over' ? 'removed' : 'wrote'} ${file}\n`)
    }
    const changed = changes.filter(({ kind }) => kind !== 'foreign').length
    io.stdout(`${name}: ${count(sizeOf(folders), 'file')}, ${changed} changed\n`)
  }
  return EXIT.good
}

/** Says which files of these sets are not what their sources say, and writes nothing. Throws when a definition has an error. */
export async function checkGenerated(sets: readonly GeneratedSet[], io: CommandIo): Promise<GoodOrBad> {
  let isGood = true
  for (const { name, make } of sets) {
    const folders = accept(await make(), io)
    const changes = await changesOf(folders, compareFolder)
    for (const { file, kind } of changes) io.stderr(COMPLAINTS[kind](file))
    if (changes.length === 0) io.stdout(`${name}: ${count(sizeOf(folders), 'file')}, all current\n`)
    isGood &&= changes.length === 0
  }
  return isGood ? EXIT.good : EXIT.bad
}

const COMPLAINTS: Readonly<Record<FolderChange['kind'], (file: string) => string>> = {
  missing: file => `${file} is missing: run \`${COMMAND}\` and commit it\n`,
  stale: file => `${file} is stale: run \`${COMMAND}\` and commit it\n`,
  'left-over': file => `${file} is left over from a source that is gone: run \`${COMMAND}\` and commit its removal\n`,
  foreign: file => `${file} was not generated, and is left alone: move it out of the generated folder, or delete it\n`,
}

async function changesOf(
  folders: readonly GeneratedFolder[],
  bring: typeof compareFolder,
): Promise<readonly FolderChange[]> {
  const changes: FolderChange[] = []
  for (const { folder, files, isOwn } of folders) {
    const found = await bring(folder, files, isOwn ?? (() => false))
    // Where people write too, what else lies there is theirs.
    changes.push(...(isOwn === undefined ? found.filter(({ kind }) => kind !== 'foreign') : found))
  }
  return changes
}

function sizeOf(folders: readonly GeneratedFolder[]): number {
  return folders.reduce((sum, { files }) => sum + files.size, 0)
}
