import { expect, test } from 'vitest'
import { earliestCertificate } from './earliest-certificate.ts'
import { exampleSample } from './example-sample.testkit.ts'

const { certificate } = exampleSample().observation
if (certificate === undefined) throw new Error('The example has no certificate')
const soon = { ...certificate, notAfter: 5, chainNotAfter: 4, firstToEnd: 'An authority', subject: 'CN=first' }
const old = { ...certificate, protocol: 'TLSv1.2' }

test('the first end of all hops counts, wherever it stands, and the last hop is shown', () => {
  const ends = { notAfter: 5, chainNotAfter: 4, firstToEnd: 'An authority' }
  expect(earliestCertificate(soon, certificate)).toEqual({ ...certificate, ...ends })
  expect(earliestCertificate(certificate, soon)).toEqual(soon)
})

test('the oldest TLS of all hops counts', () => {
  expect(earliestCertificate(old, certificate)).toMatchObject({ protocol: 'TLSv1.2' })
  expect(earliestCertificate(certificate, old)).toMatchObject({ protocol: 'TLSv1.2' })
})

test('a hop without TLS hides no certificate', () => {
  expect(earliestCertificate(certificate, undefined)).toBe(certificate)
  expect(earliestCertificate(undefined, certificate)).toBe(certificate)
  expect(earliestCertificate(undefined, undefined)).toBeUndefined()
})

test('of two hops that end at the same time the last is named', () => {
  const other = { ...certificate, firstToEnd: 'Another authority' }
  expect(earliestCertificate(certificate, other)).toMatchObject({ firstToEnd: 'Another authority' })
})
