import { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import type { Phase } from '../../contract/names.ts'
import type { Failure } from '../../core/judge/observation.ts'
import { createFrameReader, errorName, FRAME_TYPES, type Frame } from './http2-frames.ts'

/** A connection of HTTP/2 whose frames are seen as they come. */
export interface Http2Wire {
  /** What undici is given in place of the socket. */
  readonly stream: Duplex
  /** Why the answer is not whole, by the frames that have come; undefined when it is, or may yet be. */
  failure(phase: Phase): Failure | undefined
  /** Whether the stream of the answer has ended as it should. */
  readonly isWhole: boolean
}

/** Frames that are no body: what a server sends more of keeps its client busy, and is no answer. */
const MOST_OTHER_FRAMES = 1000
/** Frames in all. */
const MOST_FRAMES = 16_384

/**
 * Stands between the socket and undici 8, which takes a stream that was reset for one that has ended, asks again where a sample is
 * one attempt, and does not say what the server sent: `undici-corrections.integration.test.ts` holds each. undici is given the bytes up to
 * the frame that shows that the answer cannot become whole; then `onFault` is called.
 */
export function watchHttp2(socket: TLSSocket, onFault: () => void): Http2Wire {
  let isWhole = false
  let frames = 0
  let others = 0
  let fault: Fault
  let cut: number | undefined
  const blame = (found: Fault, offset: number): void => {
    if (found === undefined || fault !== undefined || isWhole) return
    fault = found
    cut = offset
    // What came before it in the same bytes is the phase it came in.
    setImmediate(onFault)
  }
  const onFrame = (frame: Frame): void => {
    frames += 1
    if (frame.type !== FRAME_TYPES.data) others += 1
    if (frame.isLast) isWhole = true
    blame(FAULTS[frame.type]?.(frame), frame.offset)
    if (frames > MOST_FRAMES || others > MOST_OTHER_FRAMES) blame(TOO_MANY_FRAMES, frame.offset)
  }
  const readFrames = createFrameReader(onFrame)
  const stream = new Duplex({
    read: () => void socket.resume(),
    write: (chunk, _encoding, done) => void socket.write(chunk, done),
    final: done => void socket.end(done),
    destroy(error, done) {
      socket.destroy(error ?? undefined)
      done(error)
    },
  })
  socket.on('data', chunk => {
    if (fault !== undefined) return
    readFrames(chunk)
    if (!stream.push(chunk.subarray(0, cut))) socket.pause()
  })
  socket.on('end', () => {
    blame(CLOSED, 0)
    if (fault === undefined) stream.push(null)
  })
  socket.on('error', error => stream.destroy(error))
  socket.on('close', () => stream.destroy())
  return {
    stream: Object.assign(stream, { alpnProtocol: 'h2', encrypted: true }),
    failure: phase => fault && { phase, ...fault },
    get isWhole() {
      return isWhole
    },
  }
}

type Fault = Omit<Failure, 'phase'> | undefined

/** What ends an answer before its stream has ended, by the type of the frame. */
const FAULTS: Readonly<Partial<Record<number, (frame: Frame) => Fault>>> = {
  [FRAME_TYPES.reset]: ({ code }) => ({
    reason: 'reset',
    detail: `The server reset the stream with ${errorName(code)}`,
  }),
  [FRAME_TYPES.goAway]({ code, lastStream }) {
    if (code !== 0) {
      return { reason: 'protocol', detail: `The server ended the connection with ${errorName(code)}` }
    }
    // It ends when the streams that it works on have ended; the only one of a probe is 1.
    return lastStream >= 1
      ? undefined
      : { reason: 'closed', detail: 'The server ended the connection without an answer' }
  },
}

const CLOSED = { reason: 'closed', detail: 'The server closed the connection before the stream had ended' } as const
const TOO_MANY_FRAMES = { reason: 'protocol', detail: 'The server sent a flood of frames that are no answer' } as const
