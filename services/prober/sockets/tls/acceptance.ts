import type { TLSSocket } from 'node:tls'
import { type Duration, milliseconds } from '../../../../lib/duration.ts'

/** A server that has not said anything for so long has accepted the handshake. */
const SHORTEST_WAIT = milliseconds(250)

/**
 * Waits for what a server still has to say about a handshake. In TLS 1.3 the client finishes it (RFC 8446 §2), and only then
 * a server that wants a certificate of the client refuses. Our end of the connection makes others close theirs at once, and
 * most send a session ticket before; for one that does neither there is a limit of some times what the handshake took.
 */
export function awaitAcceptance(socket: TLSSocket, handshake: Duration, done: () => void): void {
  if (socket.getProtocol() !== 'TLSv1.3') {
    done()
    return
  }
  const timer = setTimeout(done, Math.max(SHORTEST_WAIT, handshake * 3))
  socket.once('session', done)
  socket.once('data', done)
  socket.once('close', () => clearTimeout(timer))
  socket.end()
}
