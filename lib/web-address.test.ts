import { expect, test } from 'vitest'
import { webAddress, withoutPassword } from './web-address.ts'

test.each([
  ['http://127.0.0.1:9090', 'http://127.0.0.1:9090'],
  ['http://leadline:secret@127.0.0.1:9090/', 'http://127.0.0.1:9090/'],
  ['https://leadline@host/prometheus?a=b', 'https://host/prometheus?a=b'],
])('%s is shown as %s', (address, shown) => expect(withoutPassword(address)).toBe(shown))

test.each([
  ['http://a', true],
  ['https://a/b', true],
  ['ftp://a', false],
  ['a:9090', false],
  ['', false],
])('%j is an address of the web: %s', (text, isOne) => expect(webAddress(text)).toBe(isOne ? text : undefined))
