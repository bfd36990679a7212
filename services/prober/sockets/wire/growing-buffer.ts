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
  let length = 0
  return {
    get length() {
      return length
    },
    append(more) {
      // Most answers come in one piece, which is kept as it is.
      if (length === 0) bytes = more
      else {
        if (bytes.length < length + more.length) bytes = grown(bytes, length, more.length)
        bytes.set(more, length)
      }
      length += more.length
    },
    view: () => bytes.subarray(0, length),
    dropUntil(offset) {
      bytes = bytes.subarray(offset, length)
      length = bytes.length
    },
  }
}

const NONE = Buffer.alloc(0)

function grown(bytes: Buffer, length: number, more: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(Math.max(SMALLEST_BYTES, 2 * length, length + more))
  larger.set(bytes.subarray(0, length))
  return larger
}
