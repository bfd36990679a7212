import { FRAME_TYPES } from '../../sockets/wire/http2-frames.ts'

/** Types of frames that only a target of tests sends. */
export const TYPES = { ...FRAME_TYPES, settings: 4, pushPromise: 5, ping: 6, windowUpdate: 8, continuation: 9 } as const

const END_STREAM = 1
const END_HEADERS = 4
const ACK = 1
const PADDED = 8

/** A frame as RFC 9113 §4.1 has it. */
export function frame(type: number, flags: number, stream: number, payload: Buffer | string = ''): Buffer {
  const bytes = Buffer.from(payload as string, 'latin1')
  const head = Buffer.alloc(9)
  head.writeUIntBE(bytes.length, 0, 3)
  head.writeUInt8(type, 3)
  head.writeUInt8(flags, 4)
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, bytes])
}

/** The settings of a server, and its agreement with those of the client. */
export const SETTINGS = Buffer.concat([frame(TYPES.settings, 0, 0), frame(TYPES.settings, ACK, 0)])

type Header = readonly [name: string, value: string]

/** A block of headers, each spelled out (RFC 7541 §6.2.2). */
export function block(...headers: readonly Header[]): Buffer {
  return Buffer.concat(headers.flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)]))
}

/** A text with its length, as an integer of seven bits and more (RFC 7541 §5.1). */
function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'latin1')
  if (bytes.length < 127) return Buffer.concat([Buffer.from([bytes.length]), bytes])
  const length = [127]
  let rest = bytes.length - 127
  for (; rest >= 128; rest = Math.floor(rest / 128)) length.push(128 + (rest % 128))
  return Buffer.concat([Buffer.from([...length, rest]), bytes])
}

interface HeadersOptions {
  readonly isLast?: boolean
  readonly stream?: number
}

/** Headers on the stream of the probe. */
export function headers(list: readonly Header[], { isLast = false, stream = 1 }: HeadersOptions = {}): Buffer {
  return frame(TYPES.headers, END_HEADERS | (isLast ? END_STREAM : 0), stream, block(...list))
}

/** The head of a good answer. */
export function head(...more: readonly Header[]): Buffer {
  return headers([[':status', '200'], ...more])
}

/** A piece of the body. */
export function data(body: string, { isLast = false, stream = 1 }: HeadersOptions = {}): Buffer {
  return frame(TYPES.data, isLast ? END_STREAM : 0, stream, body)
}

/** A piece of the body with so many bytes of padding. */
export function padded(body: string, padding: number): Buffer {
  return frame(
    TYPES.data,
    PADDED | END_STREAM,
    1,
    Buffer.concat([Buffer.from([padding]), Buffer.from(body), Buffer.alloc(padding)]),
  )
}

/** The end of the stream by an error. */
export function reset(code: number, stream = 1): Buffer {
  return frame(TYPES.reset, 0, stream, uint32(code))
}

/** The end of the connection. */
export function goAway(code: number, lastStream: number): Buffer {
  return frame(TYPES.goAway, 0, 0, Buffer.concat([uint32(lastStream), uint32(code)]))
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
