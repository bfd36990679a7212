/** What a frame of HTTP/2 says about the end of an answer (RFC 9113 §4.1, §6). */
export interface Frame {
  readonly type: number
  /** Bytes of its payload. */
  readonly bytes: number
  /** Whether the stream ends with it. */
  readonly isLast: boolean
  /** Of RST_STREAM and GOAWAY: the error. */
  readonly code: number
  /** Of GOAWAY: the last stream that the server works on. */
  readonly lastStream: number
  /** Where it begins in the bytes that came last. */
  readonly offset: number
}

export const FRAME_TYPES = { data: 0, headers: 1, reset: 3, goAway: 7 } as const

const HEAD_BYTES = 9
/** Of the payload of these, so many bytes are of interest. */
const READ_BYTES: Readonly<Partial<Record<number, number>>> = { [FRAME_TYPES.reset]: 4, [FRAME_TYPES.goAway]: 8 }
const END_STREAM = 1

/** Reads the frames in bytes that come in pieces of any size, without keeping them. */
export function createFrameReader(onFrame: (frame: Frame) => void): (chunk: Buffer) => void {
  const start = Buffer.alloc(HEAD_BYTES + 8)
  let has = 0
  let wanted = HEAD_BYTES
  let toSkip = 0
  const complete = (at: number): void => {
    const type = start[3] ?? 0
    const bytes = start.readUIntBE(0, 3)
    const inspected = Math.min(bytes, READ_BYTES[type] ?? 0)
    if (has < HEAD_BYTES + inspected) {
      wanted = HEAD_BYTES + inspected
      return
    }
    const isLast = (type === FRAME_TYPES.data || type === FRAME_TYPES.headers) && ((start[4] ?? 0) & END_STREAM) !== 0
    onFrame({
      type,
      bytes,
      isLast,
      code: inspected === 0 ? 0 : start.readUInt32BE(HEAD_BYTES + inspected - 4),
      lastStream: inspected === 8 ? start.readUInt32BE(HEAD_BYTES) & 0x7fffffff : 0,
      offset: Math.max(0, at - has),
    })
    toSkip = bytes - inspected
    has = 0
    wanted = HEAD_BYTES
  }
  return chunk => {
    for (let at = 0; at < chunk.length; ) {
      if (toSkip > 0) {
        const skipped = Math.min(toSkip, chunk.length - at)
        toSkip -= skipped
        at += skipped
        continue
      }
      const copied = Math.min(wanted - has, chunk.length - at)
      chunk.copy(start, has, at, at + copied)
      has += copied
      at += copied
      if (has === wanted) complete(at)
    }
  }
}

/** The errors of HTTP/2 by number (RFC 9113 §7). */
const ERRORS = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
] as const

/** An error of HTTP/2 by its name. */
export function errorName(code: number): string {
  return ERRORS[code] ?? 'an unknown error'
}
