/**
 * What a peer says in an alert (RFC 8446 §6.2), by the end of Node's code. The beginning depends on the version of OpenSSL:
 * `ERR_SSL_SSLV3_ALERT_`, `ERR_SSL_SSL/TLS_ALERT_`, `ERR_SSL_TLSV1_ALERT_`, `ERR_SSL_TLSV13_ALERT_`.
 */
const ALERTS: Readonly<Record<string, string>> = {
  HANDSHAKE_FAILURE: 'The server found no TLS version, cipher suite or group in common',
  PROTOCOL_VERSION: 'The server speaks neither TLS 1.2 nor TLS 1.3',
  INSUFFICIENT_SECURITY: 'The server wants stronger cipher suites',
  NO_APPLICATION_PROTOCOL: 'The server speaks none of the protocols that were offered (ALPN)',
  UNRECOGNIZED_NAME: 'The server knows no site of this name (SNI)',
  ACCESS_DENIED: 'The server denies access',
  INTERNAL_ERROR: 'The server failed by an error of its own',
  UNEXPECTED_MESSAGE: 'The server did not expect the message that it was sent',
  ILLEGAL_PARAMETER: 'The server refused a parameter of the handshake',
  DECODE_ERROR: 'The server could not read a message of the handshake',
  DECRYPT_ERROR: 'The server could not verify a message of the handshake',
  BAD_RECORD_MAC: 'The server could not verify a record',
  RECORD_OVERFLOW: 'The server refused a record as too long',
  UNKNOWN_CA: 'The server does not know the authority of the client’s certificate',
  USER_CANCELED: 'The server cancelled the handshake',
  MISSING_EXTENSION: 'The server misses an extension of the handshake',
  UNSUPPORTED_EXTENSION: 'The server refused an extension of the handshake',
  INAPPROPRIATE_FALLBACK: 'The server takes the connection for a fallback to an old version',
}

/** Alerts by which a server says that it wants a certificate of the client, which a probe has none of. */
const CLIENT_CERTIFICATE_ALERTS: readonly string[] = ['CERTIFICATE_REQUIRED', 'BAD_CERTIFICATE', 'NO_CERTIFICATE']

/** What OpenSSL on this side found wrong with the bytes that came. */
const OWN: Readonly<Record<string, string>> = {
  WRONG_VERSION_NUMBER: 'What the server sent is not TLS',
  HTTP_REQUEST: 'What the server sent is HTTP, not TLS',
  PACKET_LENGTH_TOO_LONG: 'What the server sent is not TLS, or a record that is too long',
  UNSUPPORTED_PROTOCOL: 'The server speaks neither TLS 1.2 nor TLS 1.3',
  UNKNOWN_PROTOCOL: 'The server speaks neither TLS 1.2 nor TLS 1.3',
  UNEXPECTED_MESSAGE: 'The server sent a message that does not belong there',
  UNEXPECTED_RECORD: 'The server sent a record that does not belong there',
  EXCESSIVE_MESSAGE_SIZE: 'A message of the handshake is too large, such as a very long chain of certificates',
  LENGTH_MISMATCH: 'A message of the handshake has a wrong length',
  LENGTH_TOO_SHORT: 'A message of the handshake has a wrong length',
  BAD_LENGTH: 'A message of the handshake has a wrong length',
  BAD_EXTENSION: 'An extension of the handshake cannot be read',
  BAD_SIGNATURE: 'The server could not prove that it has the key of its certificate',
  WRONG_SIGNATURE_TYPE: 'The server signed the handshake with an algorithm that was not offered',
  WRONG_CIPHER_RETURNED: 'The server chose a cipher suite that was not offered',
  UNKNOWN_CIPHER_RETURNED: 'The server chose a cipher suite that does not exist',
  BAD_KEY_SHARE: 'The server’s part of the key exchange is wrong',
  BAD_ECPOINT: 'The server’s part of the key exchange is wrong',
  DH_KEY_TOO_SMALL: 'The server’s part of the key exchange is too short',
  EE_KEY_TOO_SMALL: 'The key of the certificate is too short: RSA needs 2048 bits',
  DECRYPTION_FAILED_OR_BAD_RECORD_MAC: 'A record of the server cannot be verified',
  DIGEST_CHECK_FAILED: 'The end of the handshake does not fit its beginning',
  DATA_LENGTH_TOO_LONG: 'A record of the server is too long',
  ENCRYPTED_LENGTH_TOO_LONG: 'A record of the server is too long',
  RECORD_TOO_SMALL: 'The server sends empty records without end',
  TOO_MANY_KEY_UPDATES: 'The server changes its keys without end',
  TOO_MANY_WARN_ALERTS: 'The server sends warnings without end',
  NO_RENEGOTIATION: 'The server does not renegotiate',
  TLSV1_UNRECOGNIZED_NAME: 'The server knows no site of this name (SNI)',
  CERTIFICATE_LENGTH_MISMATCH: 'The server’s certificates cannot be read',
  INVALID_CCS_MESSAGE: 'The server sent a message that does not belong there',
  CCS_RECEIVED_EARLY: 'The server sent a message that does not belong there',
}

/** The alert in an error's code, such as `HANDSHAKE_FAILURE`; undefined for another error. */
function alertOf(code: string): string | undefined {
  return /^ERR_SSL_(?:SSLV3|SSL\/TLS|TLSV1|TLSV13)_ALERT_(.+)$/.exec(code)?.[1]
}

/** Whether an error is the peer's demand for a certificate of the client. */
export function isCertificateDemand(code: string): boolean {
  return CLIENT_CERTIFICATE_ALERTS.includes(alertOf(code) ?? '')
}

/** Whether an error says that the peer found nothing in common, or, after it has shown its certificate, wants ours. */
export function isHandshakeRefusal(code: string): boolean {
  return alertOf(code) === 'HANDSHAKE_FAILURE'
}

/**
 * What an error of OpenSSL means: its own text has addresses of threads and of source files in it, and changes with its
 * version. A code that these tables do not know is shown as it is.
 */
export function tlsSentence(code: string, isInHandshake: boolean): string {
  const alert = alertOf(code)
  if (alert === 'HANDSHAKE_FAILURE' && !isInHandshake)
    return 'The server ended the connection by the alert handshake_failure'
  if (alert !== undefined) return ALERTS[alert] ?? `The server ended TLS with the alert ${alert.toLowerCase()}`
  return OWN[code.replace(/^ERR_SSL_/, '')] ?? `TLS failed (${code})`
}
