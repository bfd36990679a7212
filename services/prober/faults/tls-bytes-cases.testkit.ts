import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { issue } from './certificates.testkit.ts'
import { bad, type FaultCase } from './fault-case.testkit.ts'
import { handshake } from './handshake.testkit.ts'
import { serveOpenssl } from './openssl-server.testkit.ts'
import { alert, BETWEEN, flood, identity, ROOT, record, serveHandshake, serveTls } from './tls-server.testkit.ts'

const answers =
  (...bytes: readonly Buffer[]) =>
  () =>
    serveHandshake(socket => void socket.write(Buffer.concat(bytes)))
const floods = (bytes: Buffer) => () => serveHandshake(socket => flood(socket, bytes))

const NO_TLS = bad('tls_protocol', 'tls')
/** The beginning of a message of the handshake that says it has 16 MiB. */
const HUGE_MESSAGE = record(22, Buffer.concat([Buffer.from([2, 0xff, 0xff, 0xff]), Buffer.alloc(8188)]))

function drip(socket: Socket): void {
  socket.write(Buffer.from([22, 3, 3, 0, 90, 2]))
  const timer = setInterval(() => socket.write(Buffer.from([0])), 20)
  socket.on('close', () => clearInterval(timer))
}

/** Asks for another handshake whenever the last one has failed. */
function renegotiate(socket: TLSSocket): void {
  socket.resume()
  const again = (): void => {
    if (!socket.destroyed) socket.renegotiate({}, () => setImmediate(again))
  }
  again()
}

const OTHER = issue({ commonName: 'Other', isAuthority: true }, ROOT)
/** More than a message of the handshake may have. */
const MANY = Array.from({ length: 1000 }, () => OTHER)

/** What a server can send in place of a handshake, and after it. */
export const TLS_BYTES_CASES: readonly FaultCase[] = [
  handshake('answered with HTTP', answers(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')), NO_TLS, [
    '35 wrong version number',
    'first record does not look like a TLS handshake',
    'ERR_SSL_PROTOCOL_ERROR',
  ]),
  handshake('answered with a greeting', answers(Buffer.from('220 mail ready\r\n')), NO_TLS, [
    '35 wrong version number',
    'first record does not look like a TLS handshake',
    'ERR_SSL_PROTOCOL_ERROR',
  ]),
  handshake('answered with what was sent', () => serveHandshake((socket, hello) => void socket.write(hello)), NO_TLS, [
    '35 unexpected message',
    'received unexpected handshake message',
    'ERR_SSL_PROTOCOL_ERROR',
  ]),
  handshake('answered with zeros', answers(Buffer.alloc(64)), NO_TLS, [
    '35 wrong version number',
    'first record does not look like a TLS handshake',
    'ERR_SSL_PROTOCOL_ERROR',
  ]),
  handshake('answered with the alert handshake_failure', answers(alert(2, 40)), NO_TLS, [
    '35 alert handshake failure',
    'handshake failure',
    'ERR_SSL_VERSION_OR_CIPHER_MISMATCH',
  ]),
  handshake('answered with the alert unrecognized_name', answers(alert(2, 112)), NO_TLS, [
    '35 unrecognized name',
    'unrecognized name',
    'ERR_SSL_UNRECOGNIZED_NAME_ALERT',
  ]),
  handshake('answered with the alert internal_error', answers(alert(2, 80)), NO_TLS, [
    '35 alert internal error',
    'internal error',
    'ERR_SSL_PROTOCOL_ERROR',
  ]),
  handshake('answered with the alert access_denied', answers(alert(2, 49)), NO_TLS, [
    '35 alert access denied',
    'access denied',
    'ERR_SSL_PROTOCOL_ERROR',
  ]),
  handshake('answered with an alert that does not exist', answers(alert(2, 99)), bad('timeout', 'tls'), [
    '35 reason 1099',
    'alert(99)',
    'ERR_SSL_PROTOCOL_ERROR',
  ]),
  handshake('answered with close_notify', answers(alert(1, 0)), bad('closed', 'tls'), [
    '35 SSL_ERROR_ZERO_RETURN',
    'EOF',
    'ERR_SSL_PROTOCOL_ERROR',
  ]),
  handshake('answered with warnings without end', floods(alert(1, 90)), NO_TLS, [
    '35 too many warn alerts',
    'too many ignored records',
    'ERR_SSL_PROTOCOL_ERROR',
  ]),
  handshake('answered with empty records without end', floods(record(22, Buffer.alloc(0))), NO_TLS, [
    '35 record too small',
    'unexpected message',
    'ERR_SSL_PROTOCOL_ERROR',
  ]),
  handshake('answered with changes of cipher without end', floods(record(20, Buffer.from([1]))), NO_TLS, [
    '35 unexpected message',
    'first record does not look like a TLS handshake',
    'ERR_SSL_PROTOCOL_ERROR',
  ]),
  handshake('answered with data', floods(record(23, Buffer.alloc(1000))), NO_TLS, [
    '35 unexpected message',
    'first record does not look like a TLS handshake',
    'ERR_SSL_PROTOCOL_ERROR',
  ]),
  handshake('answered with a message of 16 MiB', floods(HUGE_MESSAGE), NO_TLS, [
    '35 excessive message size',
    'handshake message exceeds maximum of 65536 bytes',
    'ERR_SSL_PROTOCOL_ERROR',
  ]),
  handshake('answered with hello requests without end', floods(record(22, Buffer.alloc(4))), NO_TLS, [
    'does not end at its own deadline',
    'received unexpected handshake message',
    'ERR_SSL_PROTOCOL_ERROR',
  ]),
  handshake('answered byte by byte', () => serveHandshake(drip), bad('timeout', 'tls'), [
    '28',
    'context deadline exceeded',
    'ERR_TIMED_OUT',
  ]),
  handshake('with a chain of a thousand certificates', () => serveTls(identity({}, BETWEEN, ...MANY)), NO_TLS, [
    '35 excessive message size',
    'handshake message exceeds maximum of 65536 bytes',
    'ERR_SSL_PROTOCOL_ERROR',
  ]),
  handshake('after which the server closes', () => serveTls(identity(), {}, socket => socket.end()), 'good', [
    '52',
    'good',
    'ERR_EMPTY_RESPONSE',
  ]),
  handshake(
    'after which come session tickets without end',
    () => serveOpenssl(identity(), ['-num_tickets', '20000']),
    'good',
    ['28', 'good', 'ERR_TIMED_OUT'],
  ),
  handshake(
    'after which come session tickets without end',
    () => serveOpenssl(identity(), ['-num_tickets', '20000']),
    bad('protocol', 'wait'),
    ['28', 'context deadline exceeded', 'ERR_TIMED_OUT'],
    { kind: 'http' },
  ),
  handshake(
    'after which come changes of keys without end',
    () => serveOpenssl(identity(), [], 'k\n'),
    bad('timeout', 'wait'),
    ['28', 'context deadline exceeded', 'ERR_TIMED_OUT'],
    { kind: 'http' },
  ),
  handshake(
    'after which the server wants another without end',
    () => serveTls(identity(), { maxVersion: 'TLSv1.2' }, renegotiate),
    bad('protocol', 'wait'),
    ['28', 'no renegotiation', 'ERR_TIMED_OUT'],
    { kind: 'http' },
  ),
]
