import { expect, test } from 'vitest'
import { issue } from '../../faults/certificates.testkit.ts'
import { prepareTrust, trustIn } from './tls-context.ts'

const one = issue({ commonName: 'One', isAuthority: true })
const other = issue({ commonName: 'Other', isAuthority: true })
const BROKEN = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
const subjects = (ca: string | undefined) => trustIn(ca).authorities.map(({ subject }) => subject)

test('every certificate of a bundle is an authority, whatever stands between them', () => {
  expect(subjects(`# mine\n${one.pem}\n\nand another\n${other.pem}`)).toEqual(['CN=One', 'CN=Other'])
})

test('what is trusted is read once', () => {
  expect(trustIn(one.pem)).toBe(trustIn(one.pem))
  expect(trustIn(one.pem).authorities).toBe(trustIn(one.pem).authorities)
  expect(trustIn(one.pem)).not.toBe(trustIn(other.pem))
})

test('without a bundle the authorities of the system are trusted', () => {
  expect(trustIn(undefined).authorities.length).toBeGreaterThan(50)
})

test('a bundle that cannot be read is an error of the probe that uses it, and not of the preparation', () => {
  expect(() => prepareTrust([BROKEN, one.pem])).not.toThrow()
  expect(() => trustIn(BROKEN)).toThrow()
})
