import { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import { expect, test } from 'vitest'
import { type CertificateRequest, type Issued, issue } from '../../faults/certificates.testkit.ts'
import { der, objectId, sequence, utf8 } from '../../faults/der.testkit.ts'
import { peerCertificate } from './certificate.ts'
import { sentChain } from './sent-chain.ts'
import type { Trust } from './tls-context.ts'

const root = issue({ commonName: 'Test CA', isAuthority: true })
const TRUST = trustIn(root)

function trustIn(...authorities: readonly Issued[]): Trust {
  return { context: { context: {} }, authorities: authorities.map(({ der: bytes }) => new X509Certificate(bytes)) }
}

/** A connection whose peer presented this chain. */
function socket(chain: readonly Issued[], authorizationError: unknown = null, words?: string): TLSSocket {
  const sent = chain.map(({ der: bytes }) => new X509Certificate(bytes))
  for (const [index, one] of sent.entries()) {
    Object.defineProperty(one, 'issuerCertificate', { value: sent[index + 1] })
  }
  return {
    authorizationError,
    alpnProtocol: false,
    getProtocol: () => 'TLSv1.3',
    getCipher: () => ({ name: 'TLS_AES_256_GCM_SHA384' }),
    ssl: { getPeerCertificate: () => sent[0], ...(words === undefined ? {} : { verifyError: () => new Error(words) }) },
  } as unknown as TLSSocket
}

const leafOf = (more: CertificateRequest, issuer = root) =>
  issue({ commonName: 'app.test', names: ['app.test', '10.0.0.7'], ...more }, issuer)
const january = (year: number): Date => new Date(Date.UTC(year, 0, 1))
const secondsOf = (year: number): number => Date.UTC(year) / 1000

test('a certificate that verifies is shown with its names, on one line each', () =>
  expect(peerCertificate(socket([leafOf({ notAfter: january(2040) })]), 'app.test', TRUST)).toEqual({
    notAfter: secondsOf(2040),
    chainNotAfter: secondsOf(2040),
    firstToEnd: 'The certificate "CN=app.test"',
    subject: 'CN=app.test',
    issuer: 'CN=Test CA',
    names: 'DNS:app.test, IP Address:10.0.0.7',
    isVerified: true,
    problem: undefined,
    protocol: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    alpn: undefined,
  }))

test('the end of a chain is the first end in it, whichever certificate that is of', () => {
  const between = issue({ commonName: 'Between', isAuthority: true, notAfter: january(2030) }, root)
  const leaf = leafOf({ notAfter: january(2035) }, between)
  expect(peerCertificate(socket([leaf, between]), 'app.test', TRUST)).toMatchObject({
    notAfter: secondsOf(2035),
    chainNotAfter: secondsOf(2030),
    firstToEnd: 'The certificate of the authority "CN=Between"',
  })
})

test('an intermediate certificate that was renewed alone is seen at once', () => {
  const between = issue({ commonName: 'Between', isAuthority: true, notAfter: january(2030) }, root)
  const renewed = issue({ commonName: 'Between', isAuthority: true, notAfter: january(2045), sharedKey: between }, root)
  const leaf = leafOf({}, between)
  const endOf = (...chain: readonly Issued[]) => peerCertificate(socket(chain), 'app.test', TRUST)?.chainNotAfter
  expect([endOf(leaf, between), endOf(leaf, renewed)]).toEqual([2030, 2045].map(secondsOf))
})

test.each([
  ['app.test', null, undefined],
  ['APP.test', null, undefined],
  ['app.test.', null, undefined],
  ['10.0.0.7', null, undefined],
  ['other.test', null, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['10.0.0.8', null, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['app.test', 'CERT_HAS_EXPIRED', 'CERT_HAS_EXPIRED'],
  ['app.test', Object.assign(new Error('expired'), { code: 'CERT_HAS_EXPIRED' }), 'CERT_HAS_EXPIRED'],
  // A chain that is not trusted comes before a name that is not right.
  ['other.test', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  // What Node says of the name does not count: it did not see the certificate.
  ['app.test', Object.assign(new Error('name'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }), undefined],
])('asked for as %s, with %s of the chain, the problem is %s', (hostname, chain, problem) =>
  expect(peerCertificate(socket([leafOf({})], chain), hostname, TRUST)).toMatchObject({
    problem,
    isVerified: problem === undefined,
  }),
)

test('a problem for which Node has no code of its own is shown in OpenSSL’s words', () => {
  const problemOf = (words?: string) =>
    peerCertificate(socket([leafOf({})], 'UNSPECIFIED', words), 'app.test', TRUST)?.problem
  expect(problemOf('EE certificate key too weak')).toBe('EE certificate key too weak')
  expect(problemOf()).toBe('UNSPECIFIED')
})

test.each<[what: string, names: readonly string[], asked: string, isGood: boolean]>([
  ['a wildcard', ['*.good.test'], 'abc.good.test', true],
  ['a wildcard for a whole label only', ['a*.good.test'], 'abc.good.test', false],
  ['a wildcard for one label only', ['*.good.test'], 'a.b.good.test', false],
  ['a wildcard not for the domain itself', ['*.good.test'], 'good.test', false],
  ['the common name never', [], 'app.test', false],
  ['an address that stands as a name never', ['DNS 10.0.0.7'], '10.0.0.7', false],
  ['a name in its own script by its form in ASCII', ['xn--caf-dma.test'], 'café.test', true],
])('of a certificate counts %s', (_, names, asked, isGood) =>
  expect(peerCertificate(socket([leafOf({ names })]), asked, TRUST)?.isVerified).toBe(isGood),
)

test('a certificate that has only alternative names is shown by these', () =>
  expect(
    peerCertificate(socket([leafOf({ commonName: undefined, parts: { issuer: sequence() } })]), 'app.test', TRUST),
  ).toMatchObject({ subject: 'DNS:app.test, IP Address:10.0.0.7', issuer: '', problem: undefined }))

test('what a certificate says does nothing to a terminal, and is not endless', () => {
  const subject = sequence(der(0x31, sequence(objectId('2.5.4.3'), utf8('\u001b[31m\u202ered\n'))))
  const names = Array.from({ length: 2000 }, (_, index) => `host-${index}.app.test`)
  const seen = peerCertificate(socket([leafOf({ names, parts: { subject } })]), 'app.test', TRUST)
  expect(seen?.subject).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(seen?.names.length).toBeLessThan(400)
})

test('an end that cannot be read has passed', () => {
  const validity = sequence(der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('991399999999Z')))
  const leaf = leafOf({ parts: { validity } })
  expect(peerCertificate(socket([leaf]), 'app.test', TRUST)).toMatchObject({ notAfter: 0, chainNotAfter: 0 })
})

test('where no certificate was presented there is none', () =>
  expect(peerCertificate(socket([]), 'app.test', TRUST)).toBeUndefined())

test('a chain is read once for each name, and a server with ever new names fills no memory', () => {
  const chain = socket([leafOf({})])
  const leaf = sentChain(chain)[0]
  if (leaf === undefined) throw new Error('There is no certificate')
  const { raw } = leaf
  let parsed = 0
  Object.defineProperty(leaf, 'raw', {
    get: () => {
      parsed += 1
      return raw
    },
  })
  // Looking whether there is one reads it too.
  const readsFor = (hostname: string): number => {
    const before = parsed
    peerCertificate(chain, hostname, TRUST)
    return parsed - before
  }
  const [first, ...again] = [1, 2, 3].map(() => readsFor('app.test'))
  expect(again).toEqual([1, 1])
  expect(first).toBe(2)
  for (let index = 0; index < 1000; index++) readsFor(`${index}.test`)
  expect(readsFor('app.test')).toBe(2)
})
