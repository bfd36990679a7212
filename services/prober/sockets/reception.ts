import { patternOf } from '../../../lib/re2.ts'

/** What a server sends, compared with a pattern as it comes. */
export interface Reception {
  /** Takes a chunk. Returns whether no more is needed: the text matches, or it is as long as it may be. */
  take(chunk: Buffer): boolean
  /** Whether the text matches with what has come since it was last compared. */
  isMatched(): boolean
  /** What has come, one character per byte. */
  readonly text: string
}

/** A server that sends more than this before what is expected is the wrong one. */
const MOST_BYTES = 65_536
/** Lines of a greeting, each of which is compared; after them a line counts only when the text has grown by a part. */
const FIRST_LINES = 64
const PART = 16
const NEWLINE = 0x0a

/**
 * Compares when a line is complete, when the text has doubled, and when it is asked to. There is one buffer, which grows by
 * doubling: a server decides how many chunks it sends, and neither objects nor comparisons may be as many.
 */
export function createReception(pattern: string): Reception {
  const wanted = patternOf(pattern)
  const limit = Math.min(MOST_BYTES, wanted.reach)
  let buffer = Buffer.alloc(Math.min(1024, limit))
  let length = 0
  let compared = 0
  let lines = 0
  const text = (): string => buffer.toString('latin1', 0, length)
  const isDue = (): boolean => {
    const grown = length - compared
    if (grown >= compared) return true
    return buffer[length - 1] === NEWLINE && (lines < FIRST_LINES || grown * PART >= length)
  }
  const isMatched = (): boolean => {
    if (length === compared) return false
    if (buffer[length - 1] === NEWLINE) lines += 1
    compared = length
    return wanted.test(text())
  }
  return {
    take(chunk) {
      const taken = Math.min(chunk.length, limit - length)
      if (length + taken > buffer.length) {
        const larger = Buffer.alloc(Math.min(limit, Math.max(buffer.length * 2, length + taken)))
        buffer.copy(larger, 0, 0, length)
        buffer = larger
      }
      chunk.copy(buffer, length, 0, taken)
      length += taken
      return length === limit || (taken > 0 && isDue() && isMatched())
    },
    isMatched,
    get text() {
      return text()
    },
  }
}
