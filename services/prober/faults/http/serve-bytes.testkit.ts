import { type Duplex, duplexPair } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { type SecureVersion, TLSSocket } from 'node:tls'
import { type Identity, serveTcp, type TestServer } from '../../probes/fault-servers.testkit.ts'
import { createFrameReader, FRAME_TYPES } from '../../sockets/wire/http2-frames.ts'

/** What a target sends once it has received a request. */
export interface Script {
  /** One after the other, each a moment later so that it arrives by itself; texts are Latin-1. */
  readonly sends: readonly (string | Buffer)[]
  /** Sent again and again until the prober closes the connection. */
  readonly endlessly?: string | Buffer
  /**
   * How the connection ends after the last send. Over TLS `fin` is the bare end of the connection, `close-notify` the closing message
   * of TLS a moment later or, `at-once`, in the same bytes as the last send, and `cut` an end in the middle of the last record.
   */
  readonly ends: 'fin' | 'reset' | 'stays' | 'close-notify' | 'close-notify-at-once' | 'cut'
}

/** How a target speaks TLS. */
export interface TlsServing {
  readonly identity: Identity
  readonly alpn?: 'h2' | 'http/1.1'
  readonly maxVersion?: SecureVersion
}

/** Long enough that two sends are two reads. */
const GAP_MILLISECONDS = 15
const PREFACE_BYTES = 24

/** A TCP server that follows the script on every connection, whatever is asked. */
export function serveBytes(script: Script): Promise<TestServer> {
  return serveTcp(async socket => {
    // What is held back when the connection is reset is never sent.
    socket.setNoDelay()
    await requestOn(socket)
    await send(socket, script)
    if (script.ends === 'stays') return
    await sleep(GAP_MILLISECONDS)
    if (script.ends === 'reset') socket.resetAndDestroy()
    else socket.end()
  })
}

/** The same over TLS, whose end and that of the connection are two things. */
export function serveTlsBytes({ identity, alpn, maxVersion }: TlsServing, script: Script): Promise<TestServer> {
  return serveTcp(async socket => {
    socket.setNoDelay()
    const [outside, inside] = duplexPair()
    const server = new TLSSocket(inside, {
      isServer: true,
      ...identity,
      ...(alpn === undefined ? {} : { ALPNProtocols: [alpn] }),
      ...(maxVersion === undefined ? {} : { maxVersion }),
    })
    server.on('error', () => undefined)
    socket.pipe(outside, { end: false })
    socket.on('close', () => server.destroy())
    let held: Buffer[] | undefined
    outside.on('data', chunk => (held === undefined ? socket.write(chunk) : held.push(chunk)))
    await (alpn === 'h2' ? http2RequestOn(server) : requestOn(server))
    const isGlued = script.ends === 'close-notify-at-once' || script.ends === 'cut'
    if (isGlued) held = []
    await send(server, script)
    if (script.ends === 'close-notify-at-once') server.end()
    if (script.ends !== 'stays') await sleep(GAP_MILLISECONDS)
    const together = Buffer.concat(held ?? [])
    held = undefined
    if (isGlued) socket.write(script.ends === 'cut' ? together.subarray(0, -10) : together)
    if (script.ends === 'close-notify') server.end(() => setTimeout(() => socket.end(), GAP_MILLISECONDS))
    else if (script.ends === 'reset') socket.resetAndDestroy()
    else if (script.ends !== 'stays') socket.end()
  })
}

/** Resolves when the head of a request has come. */
async function requestOn(socket: Duplex): Promise<void> {
  let received = ''
  await new Promise<void>(resolve =>
    socket.on('data', chunk => {
      received = `${received}${chunk.toString('latin1')}`.slice(-100_000)
      if (received.includes('\r\n\r\n')) resolve()
    }),
  )
}

/** Resolves when the head of a request of HTTP/2 has come, which opens the stream 1. */
async function http2RequestOn(socket: Duplex): Promise<void> {
  let toSkip = PREFACE_BYTES
  await new Promise<void>(resolve => {
    const read = createFrameReader(({ type }) => {
      if (type === FRAME_TYPES.headers) resolve()
    })
    socket.on('data', chunk => {
      const skipped = Math.min(toSkip, chunk.length)
      toSkip -= skipped
      read(chunk.subarray(skipped))
    })
  })
}

async function send(socket: Duplex, { sends, endlessly }: Script): Promise<void> {
  for (const [index, bytes] of sends.entries()) {
    if (index > 0) await sleep(GAP_MILLISECONDS)
    await written(socket, bytes)
  }
  if (endlessly !== undefined) await flood(socket, endlessly)
}

/** Resolves when the other side, or the system, has taken the bytes; a connection that ends before takes none. */
function written(socket: Duplex, bytes: string | Buffer): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      socket.off('close', done)
      resolve()
    }
    socket.on('close', done)
    socket.write(bytes, 'latin1', done)
  })
}

/** Writes as fast as the other side reads, and lets other work run in between. */
async function flood(socket: Duplex, bytes: string | Buffer): Promise<void> {
  while (!socket.destroyed) {
    while (!socket.destroyed && socket.write(bytes, 'latin1'));
    await new Promise<void>(resolve => {
      const goOn = (): void => {
        socket.off('drain', goOn).off('close', goOn)
        resolve()
      }
      socket.on('drain', goOn).on('close', goOn)
    })
  }
}
