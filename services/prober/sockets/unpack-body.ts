import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import { errorCode } from '../../../lib/system-error.ts'

type Unpack = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Buffer

const ENCODINGS: Readonly<Record<string, Unpack>> = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
}

/** A body as text; one that would unpack to more than `maxBytes` is not unpacked, which stops decompression bombs. */
export function unpackBody(
  bytes: Buffer,
  encoding: string | undefined,
  maxBytes: number,
): { readonly text: string; readonly isTooLarge: boolean } {
  const unpack = ENCODINGS[encoding?.toLowerCase() ?? '']
  if (unpack === undefined || bytes.length === 0) return { text: bytes.toString('utf8'), isTooLarge: false }
  try {
    return { text: unpack(bytes, { maxOutputLength: Math.max(1, maxBytes) }).toString('utf8'), isTooLarge: false }
  } catch (error) {
    const isTooLarge = errorCode(error) === 'ERR_BUFFER_TOO_LARGE'
    // A body that is not encoded as its header says is judged as it came.
    return { text: isTooLarge ? '' : bytes.toString('utf8'), isTooLarge }
  }
}
