/** Bytes that come in pieces, in one buffer: a million pieces of one byte take a megabyte, not a million objects. */
export interface GrowingBuffer {
  readonly length: number
  append(bytes: Buffer): void
  /** What has come so far, without a copy. */
  view(): Buffer
  /** Drops what is before an offset. */
  dropUntil(offset: number): void
}

const SMALLEST_BYTES = 1024

export function createGrowingBuffer(): GrowingBuffer {
  let bytes: Buffer = NONE
  const buffer = {
    length: 0,
    append(more: Buffer): void {
      const { length } = buffer
      // Most answers come in one piece, which is kept as it is.
      if (length === 0) bytes = more
      else {
        if (bytes.length < length + more.length) bytes = grown(bytes, length, more.length)
        bytes.set(more, length)
      }
      buffer.length += more.length
    },
    view: (): Buffer => (bytes.length === buffer.length ? bytes : bytes.subarray(0, buffer.length)),
    dropUntil(offset: number): void {
      bytes = bytes.subarray(offset, buffer.length)
      buffer.length = bytes.length
    },
  }
  return buffer
}

const NONE = Buffer.alloc(0)

function grown(bytes: Buffer, length: number, more: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(Math.max(SMALLEST_BYTES, 2 * length, length + more))
  larger.set(bytes.subarray(0, length))
  return larger
}
