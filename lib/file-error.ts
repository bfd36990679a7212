import { ExternalError, errorCode } from './system-error.ts'

/** A file that cannot be read or written. The message is a sentence that names it; the code is the system's, if it gave one. */
export class FileError extends ExternalError {
  readonly code: string | undefined

  constructor(message: string, code?: string) {
    super(message)
    this.code = code
  }
}

/** What can be wrong with a file, by the code of the system or of Node; everything else is said in their own words. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user has no permission',
  EBADF: 'nothing is open there',
  EBUSY: 'the system uses it',
  EDQUOT: 'the disk quota of this user is used up',
  EEXIST: 'something else is there',
  EFBIG: 'it would be larger than a file may be',
  EIO: 'the disk failed',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  EMFILE: 'this process has too many files open',
  ENAMETOOLONG: 'a name is too long',
  ENFILE: 'the system has too many files open',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'no space is left on the device',
  ENOTDIR: 'a part of the path is no folder',
  ENXIO: 'nothing answers at its other end',
  EPERM: 'this user has no permission',
  EPIPE: 'its reader has gone',
  EROFS: 'its file system is read-only',
  ERR_INVALID_ARG_VALUE: 'no path holds a zero byte',
  ERR_FS_EISDIR: 'it is a folder',
}

/** Why something could not be done with a file, for the end of a sentence, with the system's code; undefined for any other error. */
export function fileReason(error: unknown): string | undefined {
  const code = errorCode(error)
  return code !== undefined && Object.hasOwn(REASONS, code) ? `${REASONS[code]} (${code})` : undefined
}

/** The error of a file as a sentence that names it: `Cannot read a.yaml: it is a folder (EISDIR)`. Anything else is given back as it is. */
export function namedFileError(deed: string, file: string, error: unknown): unknown {
  const reason = fileReason(error)
  if (error instanceof FileError || reason === undefined) return error
  return new FileError(`Cannot ${deed} ${file}: ${reason}`, errorCode(error))
}
