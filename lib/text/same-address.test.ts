import { expect, test } from 'vitest'
import { isSameAddress } from './same-address.ts'

test.each([
  ['192.0.2.1', '192.0.2.1', true],
  ['192.0.2.1', '192.0.2.11', false],
  ['fd00:0:0:0::11', 'FD00::0011', true],
  ['fd00::11', 'fd00::12', false],
  ['::ffff:192.0.2.1', '::ffff:c000:201', true],
  ['a name', 'a name', true],
])('%s and %s', (one, other, isSame) => expect(isSameAddress(one, other)).toBe(isSame))
