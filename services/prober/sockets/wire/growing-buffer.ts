/** Bytes that come in pieces, in one buffer: a million pieces of one byte take a megabyte, not a million objects. */
export interface GrowingBuffer {
  readonly length: number
  append(bytes: Buffer): void
  /** What has come so far, without a copy. */
  view(): Buffer
  /** Drops what is before an offset. */
  dropUntil(offset: number): void
  /** Gives the memory back when the bytes have been read; what comes then is not kept, and what was viewed is empty. */
  release(): void
}

const SMALLEST_BYTES = 1024

export function createGrowingBuffer(): GrowingBuffer {
  let bytes: Buffer = NONE
  let isOwn = false
  let isReleased = false
  const replace = (next: Buffer): void => {
    // Garbage outside of the heap makes V8 collect none: left to it, there were megabytes for each answer without an end.
    if (isOwn) free(bytes)
    bytes = next
  }
  const buffer = {
    length: 0,
    append(more: Buffer): void {
      const { length } = buffer
      if (isReleased) return
      // Most answers come in one piece, which is kept as it is.
      if (length === 0) {
        replace(more)
        isOwn = false
      } else {
        if (bytes.length < length + more.length) {
          replace(grown(bytes, length, more.length))
          isOwn = true
        }
        bytes.set(more, length)
      }
      buffer.length += more.length
    },
    view: (): Buffer => (bytes.length === buffer.length ? bytes : bytes.subarray(0, buffer.length)),
    dropUntil(offset: number): void {
      bytes = bytes.subarray(offset, buffer.length)
      buffer.length = bytes.length
    },
    release(): void {
      isReleased = true
      replace(NONE)
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

/** Gives the memory of a buffer back now, not when its object is collected; every view of it is empty from then on. */
function free({ buffer }: Buffer): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0)
}
