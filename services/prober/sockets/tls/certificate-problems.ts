import type { Reason } from '../../contract/reasons.ts'

/** What OpenSSL found wrong with a chain, for the label and for people. */
export interface CertificateProblem {
  readonly reason: Reason
  /** A whole sentence, without the full stop. */
  readonly sentence: string
}

/** Node's code for every name that does not fit; we check names ourselves and use it too. */
export const WRONG_NAME = 'ERR_TLS_CERT_ALTNAME_INVALID'
/** The peer finished the handshake without a certificate, as only suites do that no client of ours offers. */
export const NO_CERTIFICATE = 'NO_CERTIFICATE'

const EXPIRED = 'The certificate has expired'
const TOO_EARLY = 'The certificate is not valid yet'
const OUTSIDE = 'A name in the certificate is outside the name constraints of its authority'

/** The problems that have a reason of their own; every other is a chain that is not trusted. */
const REASONS_OF: Readonly<Record<string, Reason>> = {
  CERT_HAS_EXPIRED: 'tls_expired',
  CERT_NOT_YET_VALID: 'tls_not_yet_valid',
  [WRONG_NAME]: 'tls_hostname',
}

/**
 * Sentences by Node's code, or by OpenSSL's own words where Node's code is only UNSPECIFIED
 * (X509_verify_cert_error_string, https://docs.openssl.org/3.5/man3/X509_STORE_CTX_get_error/).
 */
const SENTENCES: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: EXPIRED,
  CERT_NOT_YET_VALID: TOO_EARLY,
  [WRONG_NAME]: 'The certificate is for another name',
  [NO_CERTIFICATE]: 'The server sent no certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'The authority of a trusted certificate is missing',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'No trusted authority signed the last certificate of the chain that was sent',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'No authority that is trusted or sent along signed the certificate: an intermediate certificate may be missing',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'The chain ends with an authority that is not trusted',
  CERT_SIGNATURE_FAILURE: 'A signature in the chain is wrong',
  UNABLE_TO_DECRYPT_CERT_SIGNATURE: 'A signature in the chain cannot be read',
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: 'The key of an authority in the chain cannot be read',
  ERROR_IN_CERT_NOT_BEFORE_FIELD: 'The start of a certificate’s validity cannot be read',
  ERROR_IN_CERT_NOT_AFTER_FIELD: 'The end of a certificate’s validity cannot be read',
  CERT_CHAIN_TOO_LONG: 'The chain is too long',
  CERT_REVOKED: 'The certificate was revoked',
  INVALID_CA: 'A certificate that may not sign others signed one in the chain',
  PATH_LENGTH_EXCEEDED: 'The chain is longer than one of its authorities allows',
  INVALID_PURPOSE: 'A certificate in the chain may not be used for a TLS server, or may not sign others',
  CERT_UNTRUSTED: 'The authority is not trusted for TLS servers',
  CERT_REJECTED: 'The authority is rejected for TLS servers',
  'permitted subtree violation': OUTSIDE,
  'excluded subtree violation': OUTSIDE,
  'unsupported or invalid name constraint syntax': 'The name constraints of an authority cannot be read',
  'unsupported name constraint type': 'The name constraints of an authority are of an unknown type',
  'unsupported or invalid name syntax': 'A name in the certificate cannot be compared with the name constraints',
  'name constraints minimum and maximum not supported': 'The name constraints of an authority are of an unknown form',
  'EE certificate key too weak': 'The key of the certificate is too short: RSA needs 2048 bits',
  'CA certificate key too weak': 'The key of an authority in the chain is too short: RSA needs 2048 bits',
  'CA signature digest algorithm too weak': 'A certificate in the chain is signed with a weak digest, such as SHA-1',
  'unhandled critical extension': 'A certificate in the chain has a critical extension that is not known',
  'invalid or inconsistent certificate extension': 'An extension of a certificate in the chain cannot be read',
  'key usage does not include certificate signing':
    'The key usage of an authority in the chain does not include signing certificates',
  'invalid non-CA certificate (has CA markings)':
    'The certificate says both that it is an authority and that it is none',
  'certificate signature algorithm and signed info mismatch': 'A certificate names two different signature algorithms',
}

/** What a problem means; a code that this table does not know is shown as it is. */
export function certificateProblem(code: string): CertificateProblem {
  const sentence = SENTENCES[code]
  return {
    reason: REASONS_OF[code] ?? 'tls_untrusted',
    sentence: sentence === undefined ? `The certificate does not verify (${code})` : sentence,
  }
}
