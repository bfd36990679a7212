import { type CertificateRequest, type Issued, issue } from './certificates.testkit.ts'
import { bad, type FaultCase } from './fault-case.testkit.ts'
import { ALL_GOOD, presents, type Special } from './presents.testkit.ts'
import { identity, ROOT } from './tls-server.testkit.ts'

const WRONG_NAME = bad('tls_hostname', 'tls')

/** An authority that is special, below the root. */
function authority(more: CertificateRequest): Issued {
  return issue({ commonName: 'Special authority', isAuthority: true, ...more }, ROOT)
}

const NAME_PEERS = [
  '60 no alternative certificate subject name matches',
  'x509: certificate is valid for',
  'ERR_CERT_COMMON_NAME_INVALID',
] as const
const WWW: Special = { route: { serverName: 'www.app.test' } }
const ADDRESS: Special = { route: { serverName: '127.0.0.1' } }
const MANY_NAMES = Array.from({ length: 2000 }, (_, index) => `host-${index}.app.test`)

/** Whose certificate a server can present. */
export const TLS_NAME_CASES: readonly FaultCase[] = [
  presents('that is good', () => identity(), 'good', ALL_GOOD, { daysLeft: 21 }),
  presents('with an empty subject', () => identity({ commonName: undefined }), 'good', ALL_GOOD),
  presents('whose authority has an empty subject', () => identity({}, authority({ commonName: undefined })), 'good', [
    "60 couldn't get X509-issuer name",
    'good',
    'good',
  ]),
  presents('with a common name only', () => identity({ names: [] }), WRONG_NAME, [
    'good',
    'relies on legacy Common Name field',
    'ERR_CERT_COMMON_NAME_INVALID',
  ]),
  presents(
    'whose common name fits and whose names do not',
    () => identity({ names: ['other.test'] }),
    WRONG_NAME,
    NAME_PEERS,
  ),
  presents(
    'for another name',
    () => identity({ commonName: 'other.test', names: ['other.test'] }),
    WRONG_NAME,
    NAME_PEERS,
  ),
  presents('with a wildcard', () => identity({ names: ['*.app.test'] }), 'good', ALL_GOOD, WWW),
  presents(
    'with a wildcard for a part of a label',
    () => identity({ names: ['w*.app.test'] }),
    WRONG_NAME,
    NAME_PEERS,
    WWW,
  ),
  presents('with a wildcard two labels away', () => identity({ names: ['*.test'] }), WRONG_NAME, NAME_PEERS, WWW),
  presents('with a wildcard for the domain itself', () => identity({ names: ['*.app.test'] }), WRONG_NAME, NAME_PEERS),
  presents('for an address', () => identity({ names: ['127.0.0.1'] }), 'good', ALL_GOOD, ADDRESS),
  presents('for another address', () => identity({ names: ['127.0.0.2'] }), WRONG_NAME, NAME_PEERS, ADDRESS),
  presents(
    'with an address among its names',
    () => identity({ names: ['DNS 127.0.0.1'] }),
    WRONG_NAME,
    NAME_PEERS,
    ADDRESS,
  ),
  presents('for a name in another script', () => identity({ names: ['xn--caf-dma.test'] }), 'good', ALL_GOOD, {
    route: { serverName: 'café.test' },
  }),
  presents('where the host has the dot of the root', () => identity(), 'good', ALL_GOOD, {
    route: { serverName: 'app.test.' },
  }),
  presents('with a name that holds NUL', () => identity({ names: ['app.test\0.evil.test'] }), WRONG_NAME, NAME_PEERS),
  presents('with two thousand names', () => identity({ names: [...MANY_NAMES, 'app.test'] }), 'good', ALL_GOOD),
]
