import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib'
import { errorCode } from '../../../../lib/system-error.ts'
import type { Failure } from '../../core/judge/observation.ts'

/** A body as text, or why it cannot be had. */
export type Unpacked = { readonly text: string } | { readonly failure: Failure }

/** With `info` Node passes the engine along, which says how much of the input it took. */
interface WithInfo {
  readonly buffer: Buffer
  readonly engine: { readonly bytesWritten: number }
}
type Engine = (
  bytes: Buffer,
  options: { readonly maxOutputLength: number; readonly info: true },
  done: (error: Error | null, result: WithInfo) => void,
) => void

/** The codings of RFC 9110 §8.4.1 and their registered successors that browsers take. */
const ENGINES: Readonly<Record<string, (bytes: Buffer) => Engine>> = {
  gzip: () => gunzip as unknown as Engine,
  'x-gzip': () => gunzip as unknown as Engine,
  deflate: bytes => (hasZlibHeader(bytes) ? inflate : inflateRaw) as unknown as Engine,
  br: () => brotliDecompress as unknown as Engine,
  zstd: () => zstdDecompress as unknown as Engine,
}

/** Codings that are registered, and that nothing here unpacks; another word is none, and a browser shows the body as it came. */
const FOREIGN = ['compress', 'x-compress', 'aes128gcm', 'exi', 'pack200-gzip', 'dcb', 'dcz']

/** More would only be a way to unpack without an end; curl takes as many. */
const MOST_CODINGS = 5

/**
 * Undoes the codings of a body, the last one first, off the thread. What would unpack to more than `maxBytes` is not unpacked,
 * which stops decompression bombs.
 */
export async function unpackBody(bytes: Buffer, encoding: string, maxBytes: number): Promise<Unpacked> {
  const codings = encoding.split(',').map(coding => coding.trim().toLowerCase())
  const foreign = codings.find(coding => FOREIGN.includes(coding))
  if (foreign !== undefined)
    return undecodable(`The body has the Content-Encoding "${foreign}", which probes do not unpack`)
  const engines = codings.flatMap(coding => (Object.hasOwn(ENGINES, coding) ? [coding] : []))
  if (engines.length > MOST_CODINGS) return undecodable(`The body has more than ${MOST_CODINGS} codings`)
  let unpacked = bytes
  for (const coding of engines.reverse()) {
    const result = await undo(coding, unpacked, maxBytes)
    if ('failure' in result) return result
    unpacked = result.bytes
  }
  return { text: unpacked.toString('utf8') }
}

/** Whether a body can be anything but what its bytes say. */
export function isPacked(encoding: string | undefined): encoding is string {
  return encoding !== undefined && encoding !== '' && encoding.toLowerCase() !== 'identity'
}

function undo(
  coding: string,
  bytes: Buffer,
  maxBytes: number,
): Promise<{ readonly bytes: Buffer } | { readonly failure: Failure }> {
  const engine = ENGINES[coding]?.(bytes)
  return new Promise(resolve =>
    engine?.(bytes, { maxOutputLength: Math.max(1, maxBytes), info: true }, (error, result) => {
      if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE') resolve({ failure: bodyTooLarge(maxBytes) })
      else if (error !== null) resolve(undecodable(`The body is cut, or is not ${coding} as its Content-Encoding says`))
      else if (result.engine.bytesWritten < bytes.length) {
        resolve(undecodable(`Behind the end of the body, which is ${coding}, there are more bytes`))
      } else resolve({ bytes: result.buffer })
    }),
  )
}

/** Old servers send "deflate" without the header of zlib, and browsers take both (RFC 1950 §2.2: its first bytes divide by 31). */
function hasZlibHeader(bytes: Buffer): boolean {
  const [method = 0, flags = 0] = bytes
  return (method & 0x0f) === 8 && (method * 256 + flags) % 31 === 0
}

export function bodyTooLarge(maxBytes: number): Failure {
  return { phase: 'transfer', reason: 'body_size', detail: `The body is larger than ${maxBytes} bytes` }
}

function undecodable(detail: string): { readonly failure: Failure } {
  return { failure: { phase: 'transfer', reason: 'protocol', detail } }
}
