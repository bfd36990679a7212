import type { Failure } from '../../core/judge/observation.ts'

/** How much of a body has come: what was sent for it, and what it is. */
export interface Measure {
  /** Bytes since the head. */
  readonly sent: number
  /** Counts bytes that came; a failure when too few of them are the body. */
  take(bytes: number, isInChunks: boolean): Failure | undefined
  /** Counts a piece of the body itself; a failure when there are too many. */
  takePiece(bytes: number): Failure | undefined
}

/** Chunks of one byte each carry five bytes of framing; what is beyond that is extensions, or padding, without an end. */
const MOST_FRAMING_PER_BYTE = 8
/** Framing that any body may have besides its trailers, however small; what was sent and is not yet read counts as framing. */
const FRAMING_BYTES = 262_144
/** A body in more pieces is sent to keep its receiver busy. */
const MOST_PIECES = 65_536

/** A measure of a body whose trailers may have so many bytes. */
export function createMeasure(maxHeaderBytes: number): Measure {
  let payload = 0
  let pieces = 0
  const measure = {
    sent: 0,
    take(bytes: number, isInChunks: boolean): Failure | undefined {
      measure.sent += bytes
      if (!isInChunks || measure.sent - payload <= maxHeaderBytes + FRAMING_BYTES + MOST_FRAMING_PER_BYTE * payload)
        return undefined
      return tooLarge('Most of what was sent for the body is the framing of its chunks')
    },
    takePiece(bytes: number): Failure | undefined {
      payload += bytes
      pieces += 1
      return pieces <= MOST_PIECES ? undefined : tooLarge(`The body comes in more than ${MOST_PIECES} pieces`)
    },
  }
  return measure
}

function tooLarge(detail: string): Failure {
  return { phase: 'transfer', reason: 'body_size', detail }
}
