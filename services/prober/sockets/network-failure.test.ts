import { TLSSocket } from 'node:tls'
import { expect, test } from 'vitest'
import type { Phase } from '../contract/names.ts'
import { networkFailure, socketFailure } from './network-failure.ts'
import { TlsOverheadError } from './tls/overhead.ts'

/** An error as Node gives it; those of the system name the call. */
function error(code: string, syscall?: string): Error {
  return Object.assign(new Error(`${syscall ?? 'text'} ${code}`), {
    code,
    ...(syscall === undefined ? {} : { syscall }),
  })
}

test.each<[code: string, syscall: string | undefined, phase: Phase, reason: string, at: Phase]>([
  ['ECONNREFUSED', 'connect', 'connect', 'refused', 'connect'],
  ['EHOSTUNREACH', 'connect', 'connect', 'unreachable', 'connect'],
  ['ECONNRESET', 'read', 'tls', 'reset', 'tls'],
  ['EPIPE', 'write', 'send', 'reset', 'send'],
  // Node's code for a connection that ended in the handshake: no call of the system failed.
  ['ECONNRESET', undefined, 'tls', 'closed', 'tls'],
  ['ERR_SSL_UNEXPECTED_EOF_WHILE_READING', undefined, 'transfer', 'closed', 'transfer'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', undefined, 'tls', 'tls_protocol', 'tls'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', undefined, 'wait', 'protocol', 'wait'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', undefined, 'wait', 'tls_client_certificate', 'tls'],
  ['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', undefined, 'tls', 'tls_client_certificate', 'tls'],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', undefined, 'tls', 'tls_protocol', 'tls'],
  ['EWHATEVER', 'read', 'wait', 'other', 'wait'],
])('%s (call %s) in the phase %s is %s in %s', (code, syscall, phase, reason, at) =>
  expect(networkFailure(error(code, syscall), phase)).toMatchObject({ reason, phase: at }),
)

test('the innermost cause decides', () => {
  const wrapped = new TypeError('terminated', { cause: error('ECONNREFUSED', 'connect') })
  expect(networkFailure(wrapped, 'connect').reason).toBe('refused')
})

test('an error of the system is a sentence with its code, and one of no known code is shown as it is', () => {
  expect(networkFailure(error('ECONNRESET', 'read'), 'wait').detail).toBe(
    'The server reset the connection (ECONNRESET)',
  )
  expect(networkFailure(error('ECONNREFUSED', 'connect'), 'connect').detail).toMatch(
    /^The connection was refused.*\(ECONNREFUSED\)$/,
  )
  expect(networkFailure(error('EWHATEVER', 'read'), 'wait').detail).toContain('read EWHATEVER')
})

test('texts of OpenSSL, with addresses of threads and of source files, are never shown', () => {
  const text = '404D435E8A7F0000:error:0A000999:SSL routines:f:what:../deps/openssl/a.c:918:'
  const unknown = Object.assign(new Error(text), { code: 'ERR_SSL_WHAT' })
  expect(networkFailure(unknown, 'tls').detail).toBe('TLS failed (ERR_SSL_WHAT)')
  const alert = Object.assign(new Error(text), { code: 'ERR_SSL_TLSV1_ALERT_NEW_THING' })
  expect(networkFailure(alert, 'tls').detail).toBe('The server ended TLS with the alert new_thing')
})

test('an alert after the handshake does not speak of agreeing', () => {
  const refusal = error('ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE')
  expect(networkFailure(refusal, 'tls').detail).toContain('in common')
  expect(networkFailure(refusal, 'wait').detail).not.toContain('in common')
})

test('a refusal after the server has shown its certificate is a demand for ours', () => {
  const socket = (certificate: unknown): TLSSocket =>
    Object.create(TLSSocket.prototype, { ssl: { value: { getPeerCertificate: () => certificate } } })
  const refusal = error('ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE')
  expect(socketFailure(refusal, 'tls', socket({ raw: Buffer.of(1) })).reason).toBe('tls_client_certificate')
  expect(socketFailure(refusal, 'tls', socket(undefined)).reason).toBe('tls_protocol')
  expect(socketFailure(refusal, 'wait', socket({})).reason).toBe('protocol')
})

test('TLS without data and without end is bad in the phase it came in', () => {
  expect(networkFailure(new TlsOverheadError(), 'tls').reason).toBe('tls_protocol')
  expect(networkFailure(new TlsOverheadError(), 'wait').reason).toBe('protocol')
})
