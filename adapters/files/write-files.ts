import { constants, type Stats, writeFile as writeToDescriptor } from 'node:fs'
import { chmod, chown, link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { FileError, fileReason, namedFileError } from '../../lib/file-error.ts'
import { errorCode, isMissing } from '../../lib/system-error.ts'
import { makeFolder } from './folders.ts'
import { followLinks } from './links.ts'

/** A text that is ready to be where it belongs: nothing of it can be seen there yet. */
interface Prepared {
  /** Whether the file does not hold this text yet. */
  readonly isNew: boolean
  /** Puts it there. */
  readonly commit: () => Promise<void>
  /** Leaves nothing of it behind. */
  readonly drop: () => Promise<void>
}

/**
 * Writes a file whole or not at all, and leaves it alone when it already holds this text; says whether it changed. A link
 * stays one: what it leads to is written. Mode and owner of a file that is there stay; `mode` is that of a new one. What is no
 * regular file is written straight to where that does no harm (a pipe, a terminal). Throws a FileError.
 */
export async function writeAtomically(file: string, content: string, mode = 0o644): Promise<boolean> {
  return (await writeTogether(new Map([[file, content]]), mode)).length > 0
}

/** Writes files as `writeAtomically` does, and none when one of them cannot be; gives those that changed. `onFile` hears how many are ready. */
export async function writeTogether(
  files: ReadonlyMap<string, string>,
  mode = 0o644,
  onFile: (ready: number) => void = () => undefined,
): Promise<readonly string[]> {
  const ready: (readonly [file: string, text: Prepared])[] = []
  try {
    for (const [file, content] of files) {
      onFile(ready.length)
      ready.push([file, await asked(file, () => prepare(file, content, mode))])
    }
    for (const [file, text] of ready) await asked(file, text.commit)
  } finally {
    for (const [, text] of ready) await text.drop()
  }
  return ready.filter(([, text]) => text.isNew).map(([file]) => file)
}

/** Writes a file only if there is none, whole from its first moment; says whether it did. Of several that try, one does. */
export async function createFile(file: string, content: string): Promise<boolean> {
  const draft = draftIn(path.dirname(file))
  try {
    await writeFile(draft, content)
    await link(draft, file)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw namedFileError('write', file, error)
  } finally {
    await rm(draft, { force: true })
  }
}

async function asked<T>(file: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    throw namedFileError('write', file, error)
  }
}

/**
 * A name that no other file has, and that is no longer than the system allows, however long the file's own is. A quick
 * command does not load a cryptographic library for it.
 */
function draftIn(folder: string): string {
  return path.join(folder, `.${process.pid}-${Math.random().toString(36).slice(2)}.tmp`)
}

async function prepare(file: string, content: string, mode: number): Promise<Prepared> {
  await makeFolder(path.dirname(file))
  const destination = followLinks(file)
  if ('descriptor' in destination) {
    return straight(() => promisify(writeToDescriptor)(destination.descriptor, content))
  }
  const { path: target } = destination
  const found = await present(target)
  if (found === undefined) return await replacement(file, target, content, mode)
  const refusal = KINDS.find(([isKind]) => isKind(found))?.[1]
  if (refusal !== undefined) throw new FileError(`Cannot write ${file}: ${refusal}`)
  // Neither made nor cut: it is there, and what is behind it keeps nothing.
  if (!found.isFile()) return straight(() => writeFile(target, content, { flag: constants.O_WRONLY }))
  if (await holds(target, found, content)) return { isNew: false, commit: nothing, drop: nothing }
  return await replacement(file, target, content, found.mode & 0o7777, found)
}

/** What nothing may be written to. */
const KINDS: readonly (readonly [(found: Stats) => boolean, string])[] = [
  [found => found.isDirectory(), 'it is a folder (EISDIR)'],
  [found => found.isSocket(), 'it is a socket, which takes no text'],
  [found => found.isBlockDevice(), 'it is a disk, whose content would be lost'],
]

const nothing = () => Promise.resolve()

function straight(write: () => Promise<void>): Prepared {
  return { isNew: true, commit: write, drop: nothing }
}

async function present(file: string): Promise<Stats | undefined> {
  try {
    return await stat(file)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function holds(file: string, { size }: Stats, content: string): Promise<boolean> {
  return size === Buffer.byteLength(content) && (await readFile(file, 'utf8')) === content
}

/** A draft beside a file, with the file's mode and owner, that takes its place at once. */
async function replacement(
  file: string,
  target: string,
  content: string,
  mode: number,
  old?: Stats,
): Promise<Prepared> {
  const folder = path.dirname(target)
  const draft = draftIn(folder)
  const drop = () => rm(draft, { force: true })
  const inPlace = () => writeFile(target, content)
  try {
    await writeFile(draft, content, { mode, flag: 'wx' })
    if (old !== undefined && !(await takesOwner(draft, old))) {
      await drop()
      return straight(inPlace)
    }
  } catch (error) {
    await drop()
    const reason = fileReason(error)
    if (reason === undefined || !['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error) ?? '')) throw error
    throw new FileError(`Cannot write ${file}: no file can be made in ${folder}: ${reason}`, errorCode(error))
  }
  const commit = async (): Promise<void> => {
    try {
      await rename(draft, target)
    } catch (error) {
      // A container's file that is mounted from outside cannot be replaced, only written.
      if (errorCode(error) !== 'EBUSY') throw error
      await inPlace()
    }
  }
  return { isNew: true, commit, drop }
}

/** Gives a draft the owner and mode of the file that it replaces; false when only the owner itself could. */
async function takesOwner(draft: string, { uid, gid, mode }: Stats): Promise<boolean> {
  const made = await stat(draft)
  try {
    if (made.uid !== uid || made.gid !== gid) await chown(draft, uid, gid)
  } catch (error) {
    if (errorCode(error) === 'EPERM') return false
    throw error
  }
  // The umask has taken some of the mode, and a change of owner others.
  await chmod(draft, mode & 0o7777)
  return true
}
