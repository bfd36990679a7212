import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

/**
 * Distinguishes the end of TLS by its closing message from the bare end of the connection, which anyone on the way can bring about
 * (RFC 8446 §6.1). Node reports both alike. It is watched by its cause: Node reports the closing message while it processes
 * the bytes it came in, and the end of the connection in a read of its own.
 */
export interface TlsEnd {
  /** To be called for all data, as it comes; reading goes on when Node has processed what it has read. */
  afterData(): void
  /** Whether an end that is reported now is the closing message. */
  isClean(): boolean
}

/** Lengths of the record of an alert: in TLS 1.3, and in 1.2 by cipher (ChaCha20 and CCM8; GCM; CBC by its hash). */
const ALERT_BYTES: Readonly<Record<string, readonly number[]>> = {
  'TLSv1.3': [24],
  'TLSv1.2': [23, 31, 53, 57, 69, 85],
}

/** Watches from now on; `tcp` is the connection beneath. */
export function watchTlsEnd(socket: TLSSocket, tcp: Socket): TlsEnd {
  const read = socket._read
  let bytesAtData = 0
  let isHeld = false
  let isWanted = false
  socket._read = size => {
    if (isHeld) isWanted = true
    else read.call(socket, size)
  }
  const release = (): void => {
    isHeld = false
    if (!isWanted || socket.destroyed) return
    isWanted = false
    read.call(socket, 0)
  }
  return {
    afterData() {
      bytesAtData = tcp.bytesRead
      if (isHeld) return
      isHeld = true
      setImmediate(release)
    },
    isClean: () => isHeld || (ALERT_BYTES[socket.getProtocol() ?? ''] ?? []).includes(tcp.bytesRead - bytesAtData),
  }
}
