import { lstatSync, readlinkSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { FileError } from '../../lib/file-error.ts'
import { isMissing } from '../../lib/system-error.ts'

/** Where a path leads once its links are followed: to a path that is no link, or to what this process has open already. */
type Destination = { readonly path: string } | { readonly descriptor: number }

/** As many links in a row as the kernel follows. */
const MOST_LINKS = 40

/**
 * Follows the links of a path, and only those: what they lead to need not exist. Throws a FileError when they lead in a
 * circle, and the system's error when a folder on the way cannot be read.
 */
export function followLinks(file: string): Destination {
  let at = file
  for (let links = 0; links <= MOST_LINKS; links++) {
    const folder = folderOf(at, file)
    const here = path.join(folder, path.basename(at))
    // Such a link reads as a name that leads nowhere, or to a file that has been replaced since: only its number is true.
    if (folder === `/proc/${process.pid}/fd` && /^\d+$/.test(path.basename(here))) {
      return { descriptor: Number(path.basename(here)) }
    }
    const target = linkAt(here)
    if (target === undefined) return { path: here }
    // Not joined: `..` is counted from where the link's own folder really is.
    at = path.isAbsolute(target) ? target : `${folder}/${target}`
  }
  throw new FileError(`Cannot follow ${file}: its links lead in a circle (ELOOP)`, 'ELOOP')
}

/** The real folder of a path; a link may lead where there is none. */
function folderOf(at: string, file: string): string {
  try {
    return realpathSync.native(path.dirname(at))
  } catch (error) {
    if (at === file || !isMissing(error)) throw error
    throw new FileError(`Cannot follow ${file}: it is a link to ${at}, and there is no such folder (ENOENT)`, 'ENOENT')
  }
}

/** What a link says; undefined when there is no link. */
function linkAt(file: string): string | undefined {
  try {
    return lstatSync(file).isSymbolicLink() ? readlinkSync(file) : undefined
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Which open descriptor of this process a path is another name of: `/dev/stdin`, `/dev/fd/3`; undefined for any other path. */
export function descriptorOf(file: string): number | undefined {
  try {
    const found = followLinks(file)
    return 'descriptor' in found ? found.descriptor : undefined
  } catch {
    // A path that leads nowhere is no descriptor; its use says what is wrong with it.
    return undefined
  }
}
