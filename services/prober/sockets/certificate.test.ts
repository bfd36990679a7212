import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { TLSSocket } from 'node:tls'
import { expect, test } from 'vitest'
import { peerCertificate } from './certificate.ts'

let made = 0

/** As much of a certificate as is read; it is for `app.test` and 10.0.0.7. */
function certificate(more: Partial<Pick<X509Certificate, 'validTo' | 'subject' | 'issuerCertificate'>> = {}) {
  made += 1
  const asked: string[] = []
  const isFor = (name: string, known: string): string | undefined => {
    asked.push(name)
    return name === known ? known : undefined
  }
  const leaf = {
    fingerprint256: `certificate ${made}`,
    validTo: 'Jan  1 00:00:00 2040 GMT',
    subject: 'O=Example\nCN=app.test',
    subjectAltName: 'DNS:app.test',
    issuer: 'O=Example\nCN=Test CA',
    issuerCertificate: undefined,
    checkHost: (name: string) => isFor(name, 'app.test'),
    checkIP: (name: string) => isFor(name, '10.0.0.7'),
    ...more,
  } as unknown as X509Certificate
  return { leaf, asked }
}

/** A connection whose peer presented this. */
function socket(leaf: X509Certificate | undefined, authorizationError: unknown = null): TLSSocket {
  return {
    authorizationError,
    alpnProtocol: false,
    getPeerX509Certificate: () => leaf,
    getProtocol: () => 'TLSv1.3',
    getCipher: () => ({ name: 'TLS_AES_256_GCM_SHA384' }),
  } as unknown as TLSSocket
}

const endOf = (year: number): string => `Jan  1 00:00:00 ${year} GMT`
const secondsOf = (year: number): number => Date.UTC(year) / 1000

test('a certificate that verifies is shown with its names, on one line each', () =>
  expect(peerCertificate(socket(certificate().leaf), 'app.test')).toEqual({
    notAfter: secondsOf(2040),
    chainNotAfter: secondsOf(2040),
    subject: 'O=Example, CN=app.test',
    issuer: 'O=Example, CN=Test CA',
    isVerified: true,
    problem: undefined,
    protocol: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    alpn: undefined,
  }))

test('the end of a chain is the first end in it, whichever certificate that is of', () => {
  const root = certificate({ validTo: endOf(2050) }).leaf
  // A root is signed by itself.
  Object.assign(root, { issuerCertificate: root })
  const between = certificate({ validTo: endOf(2030), issuerCertificate: root }).leaf
  const { leaf } = certificate({ validTo: endOf(2035), issuerCertificate: between })
  expect(peerCertificate(socket(leaf), 'app.test')).toMatchObject({
    notAfter: secondsOf(2035),
    chainNotAfter: secondsOf(2030),
  })
})

test.each([
  ['app.test', null, undefined],
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
  expect(peerCertificate(socket(certificate().leaf, chain), hostname)).toMatchObject({
    problem,
    isVerified: problem === undefined,
  }),
)

test('a certificate that has only alternative names is shown by these', () => {
  const leaf = new X509Certificate(readFileSync('services/prober/sockets/testdata/no-subject.pem'))
  expect(peerCertificate(socket(leaf), 'app.test')).toMatchObject({
    subject: 'DNS:app.test',
    issuer: '',
    problem: undefined,
  })
})

test('where no certificate was presented there is none', () =>
  expect(peerCertificate(socket(undefined), 'app.test')).toBeUndefined())

test('a certificate is read once for each name, and a server with ever new ones fills no memory', () => {
  const { leaf, asked } = certificate()
  for (let time = 0; time < 3; time++) peerCertificate(socket(leaf), 'app.test')
  expect(asked).toEqual(['app.test'])
  for (let index = 0; index < 1000; index++) peerCertificate(socket(certificate().leaf), 'app.test')
  peerCertificate(socket(leaf), 'app.test')
  expect(asked).toEqual(['app.test', 'app.test'])
})
