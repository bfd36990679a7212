import type { Phase } from './names.ts'

/** Why a probe was bad: the closed set of the label `reason`, each with its meaning and the phases in which it can occur. */
export const REASONS = {
  nxdomain: { phases: ['dns'], doc: 'the name does not exist' },
  dns_error: { phases: ['dns', 'wait'], doc: 'the resolver answered with an error, or with no address' },
  refused: { phases: ['dns', 'connect', 'wait'], doc: 'nothing listens at the address' },
  unreachable: { phases: ['connect'], doc: 'there is no route to the address' },
  timeout: {
    phases: ['dns', 'connect', 'tls', 'send', 'wait', 'transfer'],
    doc: 'the deadline passed; the phase is the one that hung',
  },
  reset: { phases: ['connect', 'tls', 'send', 'wait', 'transfer'], doc: 'the connection was reset' },
  closed: { phases: ['tls', 'send', 'wait', 'transfer'], doc: 'the connection was closed before the answer was whole' },
  tls_expired: { phases: ['tls'], doc: 'the certificate has expired' },
  tls_not_yet_valid: { phases: ['tls'], doc: 'the certificate is not valid yet' },
  tls_hostname: { phases: ['tls'], doc: 'the certificate is for another name' },
  tls_untrusted: { phases: ['tls'], doc: 'no trusted authority signed the certificate' },
  tls_protocol: { phases: ['tls'], doc: 'no common TLS version or cipher, or not TLS at all' },
  tls_client_certificate: { phases: ['tls'], doc: 'the server wants a certificate of the client' },
  tls_version: { phases: ['tls'], doc: 'the TLS version is older than expected' },
  tls_days_left: { phases: ['tls'], doc: 'the certificate expires too soon' },
  protocol: { phases: ['connect', 'send', 'wait', 'transfer'], doc: 'the answer violates the protocol' },
  headers_size: { phases: ['wait'], doc: 'the headers of the answer are too large' },
  body_size: { phases: ['transfer'], doc: 'the body is larger than allowed, as sent or once unpacked' },
  http_version: { phases: ['wait'], doc: 'the answer came in another version of HTTP' },
  redirect: { phases: ['wait'], doc: 'a redirect that is not allowed, or too many of them' },
  status: { phases: ['wait'], doc: 'the status is not an expected one' },
  rate_limited: { phases: ['wait'], doc: 'the status is 429: the prober asks more often than whoever wrote it allows' },
  header: { phases: ['wait'], doc: 'a header is missing or different' },
  body: { phases: ['transfer'], doc: 'the body is not as expected' },
  latency: { phases: ['wait', 'transfer'], doc: 'the answer was good, but slower than allowed' },
  rcode: { phases: ['wait'], doc: 'the DNS answer has another response code than expected' },
  answer: { phases: ['wait'], doc: 'the DNS records or the bytes received are not as expected' },
  processing: {
    phases: ['dns', 'connect', 'tls', 'send', 'wait', 'transfer'],
    doc: 'the answer cost the prober more processing time than one may',
  },
  extract: { phases: ['transfer'], doc: 'a step of a journey found no value to extract' },
  other: {
    phases: ['dns', 'connect', 'tls', 'send', 'wait', 'transfer'],
    doc: 'none of the above; the log has the error',
  },
} as const satisfies Record<string, { readonly phases: readonly Phase[]; readonly doc: string }>

export type Reason = keyof typeof REASONS

export const REASON_NAMES = Object.keys(REASONS) as readonly Reason[]
