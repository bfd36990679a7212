import { expect, test } from 'vitest'
import { readKnownFaults } from './known-faults.ts'

const AT = '2026-02-05T12:06:14.000Z'

test('what is known of faults is read as it was written, and nothing else in it', () => {
  const known = { at: AT, lasting: [{ faultDomain: 'app', failing: 'web-2' }], ended: { edge: AT } }
  expect(readKnownFaults(JSON.parse(JSON.stringify(known)))).toEqual(known)
  const odd = { at: AT, lasting: [{ faultDomain: 'moon' }, 7], ended: { edge: 'noon', moon: AT } }
  expect(readKnownFaults(odd)).toEqual({ at: AT, lasting: [], ended: {} })
})

test.each([[undefined], [[]], ['x'], [{ lasting: [] }], [{ at: 'noon' }]])('%o is no such document', document =>
  expect(readKnownFaults(document)).toBeUndefined(),
)
