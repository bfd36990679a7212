import { FRAME_TYPES, type Frame } from './http2-frames.ts'

/** Counts the fields in the blocks of headers on a connection of HTTP/2, without unpacking them. */
export interface FieldCounter {
  /** To be called for every frame, when its head has come. */
  begin(frame: Frame): void
  /** To be called for the payload of the frame that has begun last, in pieces of any size. */
  take(payload: Buffer): void
  /** The fields in the first block that was not asked for yet; undefined when none has come. */
  next(): number | undefined
}

/** Flags of a frame with headers (RFC 9113 §6.2). */
const [END_HEADERS, PADDED, PRIORITY] = [4, 8, 0x20]
const PRIORITY_BYTES = 5

/** Counts by the structure of the blocks alone: names and values, which may be coded by tables, are passed over. */
export function createFieldCounter(): FieldCounter {
  const blocks: number[] = []
  const block = createBlockReader()
  let frame = { ...OTHER_FRAME }
  const endFrame = (): void => {
    if (frame.left > 0 || !frame.isLast) return
    frame.isLast = false
    blocks.push(block.end())
  }
  return {
    begin({ type, flags, bytes }) {
      const isFirst = type === FRAME_TYPES.headers
      frame = { ...OTHER_FRAME }
      if (!isFirst && type !== FRAME_TYPES.continuation) return
      frame.left = bytes
      frame.isLast = (flags & END_HEADERS) !== 0
      frame.hasPadding = isFirst && (flags & PADDED) !== 0
      frame.toSkip = isFirst && (flags & PRIORITY) !== 0 ? PRIORITY_BYTES : 0
      endFrame()
    },
    take(payload) {
      if (frame.left === 0) return
      let at = 0
      if (frame.hasPadding && payload.length > 0) {
        frame.hasPadding = false
        frame.padding = payload[0] ?? 0
        at = 1
      }
      const skipped = Math.min(frame.toSkip, payload.length - at)
      frame.toSkip -= skipped
      at += skipped
      block.take(payload.subarray(at, Math.max(at, frame.left - frame.padding)))
      frame.left -= payload.length
      endFrame()
    },
    next: () => blocks.shift(),
  }
}

/** A frame that is no part of a block, and what is known of one that is. */
const OTHER_FRAME = { left: 0, padding: 0, toSkip: 0, hasPadding: false, isLast: false }

/** What the next byte of a block is (RFC 7541 §5, §6). */
type Expected = 'field' | 'index' | 'length' | 'longer length'

interface BlockReader {
  take(bytes: Buffer): void
  /** Ends the block; the fields that it had. */
  end(): number
}

function createBlockReader(): BlockReader {
  let fields = 0
  let expected: Expected = 'field'
  /** Texts that the field still has, and bytes of the one that is passed over. */
  let texts = 0
  let toSkip = 0
  let length = 0
  let scale = 1
  const pass = (bytes: number): void => {
    toSkip = bytes
    texts -= 1
    expected = texts > 0 ? 'length' : 'field'
  }
  const READ: Readonly<Record<Expected, (byte: number) => void>> = {
    field(byte) {
      const kind = KINDS.find(({ mask, bits }) => (byte & mask) === bits) ?? LITERAL
      const index = byte & kind.prefix
      if (kind.isField) fields += 1
      texts = kind.isLiteral ? (index === 0 ? 2 : 1) : 0
      expected = index === kind.prefix ? 'index' : texts > 0 ? 'length' : 'field'
    },
    index(byte) {
      if (byte < 0x80) expected = texts > 0 ? 'length' : 'field'
    },
    length(byte) {
      length = byte & 0x7f
      scale = 1
      if (length === 0x7f) expected = 'longer length'
      else pass(length)
    },
    'longer length'(byte) {
      length += (byte & 0x7f) * scale
      scale *= 0x80
      if (byte < 0x80) pass(length)
    },
  }
  return {
    take(bytes) {
      for (let at = 0; at < bytes.length; at++) {
        const skipped = Math.min(toSkip, bytes.length - at)
        toSkip -= skipped
        at += skipped
        const byte = bytes[at]
        if (byte !== undefined) READ[expected](byte)
      }
    },
    end() {
      const count = fields
      fields = 0
      expected = 'field'
      toSkip = 0
      return count
    },
  }
}

interface Kind {
  readonly mask: number
  readonly bits: number
  /** The bits of an index or of a size in the first byte; all of them say that it goes on. */
  readonly prefix: number
  readonly isField: boolean
  readonly isLiteral: boolean
}

/** A field without an entry of its own in the table (RFC 7541 §6.2.2, §6.2.3). */
const LITERAL: Kind = { mask: 0xe0, bits: 0, prefix: 0x0f, isField: true, isLiteral: true }
/** The ways to begin (RFC 7541 §6): a field of the table, one to be added to it, a new size of the table. */
const KINDS: readonly Kind[] = [
  { mask: 0x80, bits: 0x80, prefix: 0x7f, isField: true, isLiteral: false },
  { mask: 0xc0, bits: 0x40, prefix: 0x3f, isField: true, isLiteral: true },
  { mask: 0xe0, bits: 0x20, prefix: 0x1f, isField: false, isLiteral: false },
  LITERAL,
]
