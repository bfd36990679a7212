import { isUtf8 } from 'node:buffer'
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs'
import { FileError, namedFileError } from '../../lib/file-error.ts'
import { errorCode } from '../../lib/system-error.ts'
import { descriptorOf } from './links.ts'

/** Larger than any file that people or our own programs write; more is an accident, or an attack on the memory. */
const LARGEST_FILE_MIB = 64
export const LARGEST_FILE_BYTES = LARGEST_FILE_MIB * 2 ** 20

/**
 * Reads a text file. Only a regular file is read, and what is piped into this process under a path such as `/dev/stdin`
 * or that of a shell's `<(…)`: a device or a pipe in the file system may never end. Throws a FileError for anything else, and for more
 * than the limit. Bytes that are no UTF-8 are kept as `decodeText` says.
 */
export function readText(file: string): string {
  try {
    const found = statSync(file)
    if (found.isFile()) return readRegular(file, found)
    const descriptor = found.isDirectory() ? undefined : descriptorOf(file)
    if (descriptor === undefined) throw notRegular(file, found)
    return decodeText(readToEnd(descriptor, file, 0))
  } catch (error) {
    throw namedFileError('read', file, error)
  }
}

/** Reads a file that is named in another one, so that nothing piped into this process is meant: a regular one, within a limit. */
export function readNamedText(file: string, mostMib: number): string {
  try {
    const found = statSync(file)
    if (!found.isFile()) throw notRegular(file, found)
    return readRegular(file, found, mostMib)
  } catch (error) {
    throw namedFileError('read', file, error)
  }
}

function readRegular(file: string, { size }: Stats, mostMib = LARGEST_FILE_MIB): string {
  if (size > mostMib * 2 ** 20) throw tooLarge(file, mostMib)
  // A pipe that has taken the file's place in the meantime would be waited for without end.
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const opened = fstatSync(descriptor)
    if (!opened.isFile()) throw notRegular(file, opened)
    return decodeText(readToEnd(descriptor, file, size))
  } finally {
    closeSync(descriptor)
  }
}

function notRegular(file: string, found: Stats): FileError {
  if (found.isDirectory()) return new FileError(`Cannot read ${file}: it is a folder (EISDIR)`, 'EISDIR')
  const kind = found.isFIFO() ? 'a pipe' : found.isSocket() ? 'a socket' : 'a device'
  return new FileError(`Cannot read ${file}: it is ${kind}, which may never end, and no file`)
}

/** The error for a text that is larger than is read. */
export function tooLarge(file: string, mostMib = LARGEST_FILE_MIB): FileError {
  return new FileError(`Cannot read ${file}: it is larger than ${mostMib} MiB`)
}

/** All bytes behind a descriptor. Files of the system have no size, so the limit holds for what comes. */
function readToEnd(descriptor: number, file: string, size: number): Buffer {
  let bytes = Buffer.allocUnsafe(Math.max(size + 1, 65_536))
  let length = 0
  for (;;) {
    const read = readSome(descriptor, bytes, length)
    if (read === 0) return bytes.subarray(0, length)
    length += read
    if (length > LARGEST_FILE_BYTES) throw tooLarge(file)
    if (length < bytes.length) continue
    const larger = Buffer.allocUnsafe(bytes.length * 2)
    bytes.copy(larger)
    bytes = larger
  }
}

/** How long to wait for a pipe that is empty and not at its end. */
const PAUSE_MS = 5

function readSome(descriptor: number, bytes: Buffer, at: number): number {
  for (;;) {
    try {
      return readSync(descriptor, bytes, at, bytes.length - at, null)
    } catch (error) {
      if (errorCode(error) !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS)
    }
  }
}

/** More bytes than this that are no UTF-8 say nothing new. */
const MOST_ESCAPES = 1000

/**
 * Bytes as text. A byte that is no UTF-8 becomes the lone surrogate U+DC00 + byte, which no UTF-8 gives: a reader of the
 * text can so name the byte and its place, where U+FFFD would hide it.
 */
export function decodeText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  const parts: string[] = []
  let [start, at, escapes] = [0, 0, 0]
  while (at < bytes.length && escapes < MOST_ESCAPES) {
    const byte = bytes[at] ?? 0
    const length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
    if (byte < 0x80 || (at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)))) {
      at += length
      continue
    }
    parts.push(bytes.toString('utf8', start, at), String.fromCharCode(0xdc00 + byte))
    at += 1
    start = at
    escapes += 1
  }
  parts.push(bytes.toString('utf8', start))
  return parts.join('')
}
