import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

/** A server that sends so much more of TLS than of data is not answering: a long chain of certificates has 100 KiB. */
const MOST_BYTES = 262_144
/** A record of one byte has 23 bytes; what is padded has more. */
const BYTES_PER_DATA_BYTE = 64
/** Most connections are over before the first look. */
const LOOK_EVERY_MS = 25

/** The server keeps TLS busy, with handshakes, tickets or keys, and sends no data. */
export class TlsOverheadError extends Error {
  override readonly name = 'TlsOverheadError'
  constructor() {
    super('The server sends TLS messages without end, and no data')
  }
}

/**
 * Ends a connection whose server keeps TLS busy. OpenSSL handles handshakes, tickets and keys within a read, where no event
 * of ours sees how many they are, and a server could take the whole thread for as long as the deadline lets it.
 */
export function limitOverhead(socket: TLSSocket, tcp: Socket): void {
  const timer = setInterval(() => {
    if (tcp.bytesRead > MOST_BYTES + socket.bytesRead * BYTES_PER_DATA_BYTE) socket.destroy(new TlsOverheadError())
  }, LOOK_EVERY_MS)
  socket.once('close', () => clearInterval(timer))
}
