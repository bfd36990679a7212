import type { Identity } from '../probes/fault-servers.testkit.ts'
import {
  type CertificateRequest,
  daysAhead,
  extendedKeyUsage,
  extension,
  type Issued,
  identityOf,
  issue,
  keyUsage,
  pathLength,
  permittedDomain,
} from './certificates.testkit.ts'
import { der, integer, sequence } from './der.testkit.ts'
import { bad, type FaultCase } from './fault-case.testkit.ts'
import { ALL_GOOD, presents } from './presents.testkit.ts'
import { BETWEEN, identity, ROOT, WEAK } from './tls-server.testkit.ts'

const UNTRUSTED = bad('tls_untrusted', 'tls')

/** An authority that is special, below the root. */
function authority(more: CertificateRequest): Issued {
  return issue({ commonName: 'Special authority', isAuthority: true, ...more }, ROOT)
}

const JANUARY_2021 = new Date(Date.UTC(2021, 0, 1))
const JANUARY_2048 = new Date(Date.UTC(2048, 0, 1))
const BROKEN_DATES = sequence(der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('991399999999Z')))
const EMPTY = sequence()

const DATE_PEERS = [
  '60 has expired or is not yet valid',
  'x509: has expired or is not yet valid',
  'ERR_CERT_DATE_INVALID',
] as const
const OLD_CROSS = issue(
  { commonName: 'Fault root', isAuthority: true, sharedKey: ROOT, notAfter: JANUARY_2021 },
  issue({ commonName: 'Old root' }),
)
const NAMESAKE = issue({ commonName: 'Fault intermediate', isAuthority: true }, ROOT)

function longChain(): Identity {
  return identity(
    {},
    ...Array.from({ length: 7 }).reduce<Issued[]>(below => [authorityBelow(below[0] ?? ROOT), ...below], [BETWEEN]),
  )
}

function authorityBelow(issuer: Issued): Issued {
  return issue({ commonName: `Below ${issuer.commonName}`, isAuthority: true }, issuer)
}

function unknownVersion(): Identity {
  return identity({ parts: { version: der(0xa0, integer(Buffer.from([9]))) } })
}

function tooLongChain(): Identity {
  const short = authority({ extensions: [pathLength(0)] })
  return identity({}, authorityBelow(short), short)
}

/** How long a certificate that a server presents is valid, and by whom it is signed. */
export const TLS_CHAIN_CASES: readonly FaultCase[] = [
  presents('that has expired', () => identity({ notAfter: JANUARY_2021 }), bad('tls_expired', 'tls'), DATE_PEERS),
  presents('of the future', () => identity({ notBefore: JANUARY_2048 }), bad('tls_not_yet_valid', 'tls'), DATE_PEERS),
  presents('that ends in 3 days', () => identity({ notAfter: daysAhead(3) }), bad('tls_days_left', 'tls'), ALL_GOOD, {
    daysLeft: 21,
  }),
  presents(
    'whose authority ends in 3 days',
    () => identity({}, authority({ notAfter: daysAhead(3) })),
    bad('tls_days_left', 'tls'),
    ALL_GOOD,
    { daysLeft: 21 },
  ),
  presents(
    'whose authority has expired',
    () => identity({}, authority({ notAfter: JANUARY_2021 })),
    bad('tls_expired', 'tls'),
    DATE_PEERS,
  ),
  presents(
    'whose authority is of the future',
    () => identity({}, authority({ notBefore: JANUARY_2048 })),
    bad('tls_not_yet_valid', 'tls'),
    DATE_PEERS,
  ),
  presents(
    'that is sent with an expired one that it does not need',
    () => identity({}, BETWEEN, OLD_CROSS),
    'good',
    ALL_GOOD,
    {
      daysLeft: 21,
    },
  ),
  presents('with the root sent along', () => identity({}, BETWEEN, ROOT), 'good', ALL_GOOD),
  presents('with a date that is none', () => identity({ parts: { validity: BROKEN_DATES } }), UNTRUSTED, [
    '60 format error in notAfter field',
    'malformed UTCTime',
    'ERR_SSL_SERVER_CERT_BAD_FORMAT',
  ]),
  presents(
    'that ends in the year 9999',
    () => identity({ notAfter: new Date(Date.UTC(9999, 11, 31)) }),
    'good',
    ALL_GOOD,
    { daysLeft: 21 },
  ),
  presents('that is signed by itself', () => identityOf(issue({ names: ['app.test'] })), UNTRUSTED, [
    '60 self-signed certificate',
    'signed by unknown authority',
    'ERR_CERT_INVALID',
  ]),
  presents(
    'of an authority that is not trusted',
    () => identity({}, issue({ commonName: 'Other root', isAuthority: true })),
    UNTRUSTED,
    ['60 self-signed certificate in certificate chain', 'signed by unknown authority', 'ERR_CERT_AUTHORITY_INVALID'],
  ),
  presents('without its intermediate', () => identityOf(issue({ names: ['app.test'] }, BETWEEN)), UNTRUSTED, [
    '60 unable to get local issuer certificate',
    'signed by unknown authority',
    'ERR_CERT_INVALID',
  ]),
  presents(
    'with the intermediate of another',
    () => identityOf(issue({ names: ['app.test'] }, BETWEEN), authority({})),
    UNTRUSTED,
    ['60 unable to get local issuer certificate', 'signed by unknown authority', 'ERR_CERT_INVALID'],
  ),
  presents(
    'of a namesake of its authority',
    () => identityOf(issue({ names: ['app.test'] }, NAMESAKE), BETWEEN),
    UNTRUSTED,
    ['35 EVP lib', 'ECDSA verification failure', 'ERR_CERT_INVALID'],
  ),
  presents('signed by one that may not sign', () => identity({}, authority({ isAuthority: false })), UNTRUSTED, [
    '60 invalid CA certificate',
    'parent certificate cannot sign this kind of certificate',
    'ERR_CERT_INVALID',
  ]),
  presents(
    'signed by one whose key may not sign',
    () => identity({}, authority({ extensions: [keyUsage(0x80)] })),
    UNTRUSTED,
    ['60 invalid CA certificate', 'parent certificate cannot sign this kind of certificate', 'ERR_CERT_INVALID'],
  ),
  presents('of a chain that is longer than allowed', tooLongChain, UNTRUSTED, [
    '60 path length constraint exceeded',
    'too many intermediates for path length constraint',
    'ERR_CERT_INVALID',
  ]),
  presents('of a chain of eight authorities', longChain, 'good', ALL_GOOD),
  presents(
    'outside the name constraints of its authority',
    () => identity({}, authority({ extensions: [permittedDomain('other.test')] })),
    UNTRUSTED,
    ['60 permitted subtree violation', 'not permitted by any constraint', 'ERR_CERT_INVALID'],
  ),
  presents(
    'inside the name constraints of its authority',
    () => identity({}, authority({ extensions: [permittedDomain('app.test')] })),
    'good',
    ALL_GOOD,
  ),
  presents('for clients only', () => identity({ extensions: [extendedKeyUsage(2)] }), UNTRUSTED, [
    '60 unsuitable certificate purpose',
    'incompatible key usage',
    'ERR_CERT_INVALID',
  ]),
  presents('for servers', () => identity({ extensions: [extendedKeyUsage(1)] }), 'good', ALL_GOOD),
  presents(
    'with an unknown critical extension',
    () => identity({ extensions: [extension('1.2.3.4', EMPTY, true)] }),
    UNTRUSTED,
    ['60 unhandled critical extension', 'unhandled critical extension', 'ERR_CERT_INVALID'],
  ),
  presents(
    'with an unknown extension',
    () => identity({ extensions: [extension('1.2.3.4', Buffer.from('?!'))] }),
    'good',
    ALL_GOOD,
  ),
  presents(
    'with the same extension twice',
    () => identity({ extensions: [extendedKeyUsage(1), extendedKeyUsage(1)] }),
    UNTRUSTED,
    ['35 invalid certificate', 'certificate contains duplicate extensions', 'ERR_CERT_INVALID'],
  ),
  presents(
    'with an extension that cannot be read',
    () => identity({ extensions: [extension('2.5.29.15', Buffer.from('?!'))] }),
    UNTRUSTED,
    ['35 invalid certificate', 'invalid key usage', 'ERR_SSL_PROTOCOL_ERROR'],
  ),
  // OpenSSL does not look at the version; nobody issues such certificates.
  presents('of a version that does not exist', unknownVersion, 'good', [
    'good',
    'invalid version',
    'ERR_SSL_SERVER_CERT_BAD_FORMAT',
  ]),
  presents(
    'with a key of 1024 bits',
    () => identity({ key: 'rsa1024' }),
    UNTRUSTED,
    ['60 EE certificate key too weak', 'good', 'good'],
    { server: WEAK },
  ),
  presents(
    'whose authority has a key of 1024 bits',
    () => identity({}, authority({ key: 'rsa1024' })),
    UNTRUSTED,
    ['60 CA certificate key too weak', 'good', 'good'],
    { server: WEAK },
  ),
  presents(
    'signed with SHA-1',
    () => identity({ hash: 'sha1' }),
    UNTRUSTED,
    ['60 CA signature digest algorithm too weak', 'insecure algorithm ECDSA-SHA1', 'ERR_CERT_INVALID'],
    { server: WEAK },
  ),
  presents(
    'with control characters in its subject',
    () => identity({ commonName: '\u001b[31m\u202ered\n' }),
    'good',
    ALL_GOOD,
  ),
]
