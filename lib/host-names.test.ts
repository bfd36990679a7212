import { expect, test } from 'vitest'
import { isMeant, parseNames } from './host-names.ts'

const NAMES = ['web.localhost', '127.0.0.1', '[::1]']

test.each<[string | undefined, boolean]>([
  ['web.localhost', true],
  ['web.localhost:17203', true],
  ['WEB.LOCALHOST.:17203', true],
  ['127.0.0.1:80', true],
  ['[::1]:17203', true],
  ['[::1]', true],
  [undefined, true],
  ['', false],
  ['evil.example', false],
  ['evil.example:17203', false],
  ['web.localhost.evil.example', false],
  ['evil.example#web.localhost', false],
  ['127.0.0.1.evil.example', false],
  ['web.localhost:80:80', false],
  ['web.localhost:x', false],
  ['web.localhost@evil.example', false],
  ['127.1', false],
  ['2130706433', false],
  ['[::ffff:127.0.0.1]', false],
])('of a request to %j it is %j that it is meant for us', (host, expected) => {
  expect(isMeant(NAMES, host)).toBe(expected)
})

test.each<[string, readonly string[] | undefined]>([
  ['Web.localhost, 127.0.0.1,[::1]', ['web.localhost', '127.0.0.1', '[::1]']],
  ['prober', ['prober']],
  ['', undefined],
  ['a,,b', undefined],
  ['http://a', undefined],
  ['a:80', undefined],
  ['*.a', undefined],
  ['a b', undefined],
])('%j is read as %j', (text, expected) => {
  expect(parseNames(text)).toEqual(expected)
})
