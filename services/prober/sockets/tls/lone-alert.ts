import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Phase } from '../../contract/names.ts'
import type { Failure } from '../../core/judge/observation.ts'

/** An alert in the clear (RFC 8446 §5.1, §6); no other record of a handshake is as short. */
const ALERT_BYTES = 7

const beneath = new WeakMap<Socket, Socket>()

/** Remembers the connection beneath TLS, which knows how much has come. */
export function rememberTcp(socket: TLSSocket, tcp: Socket): void {
  beneath.set(socket, tcp)
}

/**
 * What a deadline that passes in a phase means. Node says nothing of a fatal alert with a number that TLS does not define, and
 * waits on; a server that has sent one and keeps the connection open is not one that is silent.
 */
export function lateFailure(phase: Phase, socket: Socket | undefined): Failure {
  const bytes = socket === undefined ? undefined : beneath.get(socket)?.bytesRead
  if (phase === 'tls' && bytes === ALERT_BYTES) {
    return {
      phase,
      reason: 'tls_protocol',
      detail:
        'The server answered the handshake with the 7 bytes of an alert, of no kind that TLS defines, and nothing else',
    }
  }
  return { phase, reason: 'timeout', detail: `The deadline passed in the phase ${phase}` }
}
