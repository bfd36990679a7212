import type { TlsOptions } from 'node:tls'
import { serveTcp } from '../probes/fault-servers.testkit.ts'
import { bad, type FaultCase } from './fault-case.testkit.ts'
import { handshake } from './handshake.testkit.ts'
import { identity, serveHandshake, serveTls } from './tls-server.testkit.ts'

const secure = (options: TlsOptions) => () => serveTls(identity(), options)

const CLIENT_CERTIFICATE = bad('tls_client_certificate', 'tls')
const NO_TLS = bad('tls_protocol', 'tls')
const FIRST_OF_SERVER_HELLO = Buffer.from([22, 3, 3, 0, 90, 2, 0, 0])

/** What a server can agree to in the handshake, and how it can leave it. */
export const TLS_HANDSHAKE_CASES: readonly FaultCase[] = [
  handshake('of TLS 1.2', secure({ maxVersion: 'TLSv1.2' }), 'good', ['good', 'good', 'good']),
  handshake(
    'of TLS 1.2 where 1.3 is expected',
    secure({ maxVersion: 'TLSv1.2' }),
    bad('tls_version', 'tls'),
    ['good', 'good', 'good'],
    {
      minVersion: '1.3',
    },
  ),
  handshake(
    'of TLS 1.1',
    secure({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
    NO_TLS,
    ['35 legacy sigalg disallowed', 'tls: protocol version not supported', 'ERR_SSL_VERSION_OR_CIPHER_MISMATCH'],
  ),
  handshake(
    'without a common cipher',
    secure({ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' }),
    NO_TLS,
    ['35 alert handshake failure', 'tls: handshake failure', 'ERR_SSL_VERSION_OR_CIPHER_MISMATCH'],
  ),
  handshake('without a common group', secure({ ecdhCurve: 'P-521' }), NO_TLS, [
    'good',
    'good',
    'ERR_SSL_VERSION_OR_CIPHER_MISMATCH',
  ]),
  handshake('without a common protocol', secure({ ALPNProtocols: ['smtp'] }), NO_TLS, [
    '35 alert no application protocol',
    'good',
    'ERR_SSL_PROTOCOL_ERROR',
  ]),
  ...(['tls', 'http'] as const).flatMap(kind => [
    handshake(
      'of TLS 1.3 that wants a certificate of the client',
      secure({ requestCert: true, rejectUnauthorized: true }),
      CLIENT_CERTIFICATE,
      [
        '56 alert certificate required',
        'good by kind tcp, certificate required by kind http',
        'ERR_BAD_SSL_CLIENT_AUTH_CERT',
      ],
      { kind },
    ),
    handshake(
      'of TLS 1.2 that wants a certificate of the client',
      secure({ requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.2' }),
      CLIENT_CERTIFICATE,
      ['35 alert handshake failure', 'tls: handshake failure', 'ERR_BAD_SSL_CLIENT_AUTH_CERT'],
      { kind },
    ),
    handshake(
      'that asks for a certificate of the client and needs none',
      secure({ requestCert: true, rejectUnauthorized: false }),
      'good',
      ['good', 'good', 'good'],
      { kind },
    ),
    handshake(
      'that ends with FIN',
      () => serveHandshake(socket => void socket.end()),
      bad('closed', 'tls'),
      ['35 SSL_ERROR_SYSCALL', 'EOF', 'ERR_CONNECTION_CLOSED'],
      { kind },
    ),
    handshake(
      'that ends with RST',
      () => serveHandshake(socket => socket.resetAndDestroy()),
      bad('reset', 'tls'),
      ['35 reset', 'connection reset by peer', 'ERR_CONNECTION_RESET'],
      { kind },
    ),
    handshake(
      'that ends with FIN in the middle of a record',
      () => serveHandshake(socket => void socket.end(FIRST_OF_SERVER_HELLO)),
      bad('closed', 'tls'),
      ['35 SSL_ERROR_SYSCALL', 'unexpected EOF', 'ERR_CONNECTION_CLOSED'],
      { kind },
    ),
    handshake(
      'that is never answered',
      () => serveTcp(() => undefined),
      bad('timeout', 'tls'),
      ['28', 'context deadline exceeded', 'ERR_TIMED_OUT'],
      { kind },
    ),
  ]),
  handshake(
    'that ends before the client has said anything',
    () => serveTcp(socket => void socket.end()),
    bad('closed', 'tls'),
    ['35 SSL_ERROR_SYSCALL', 'EOF', 'ERR_CONNECTION_CLOSED'],
  ),
]
