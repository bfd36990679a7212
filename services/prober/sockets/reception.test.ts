import { expect, test, vi } from 'vitest'
import { patternOf } from '../../../lib/re2.ts'
import { createReception } from './reception.ts'

/** A server's text in pieces of this size; which piece was enough, and how much of the text was compared in all. */
function receive(pattern: string, text: string, size: number) {
  const compared = vi.spyOn(patternOf(pattern), 'test')
  const reception = createReception(pattern)
  let pieces = 0
  let isEnough = false
  for (let at = 0; at < text.length && !isEnough; at += size) {
    pieces += 1
    isEnough = reception.take(Buffer.from(text.slice(at, at + size), 'latin1'))
  }
  const lengths = compared.mock.calls.map(([part]) => part.length)
  compared.mockRestore()
  return {
    isEnough,
    pieces,
    times: lengths.length,
    characters: lengths.reduce((sum, each) => sum + each, 0),
    reception,
  }
}

test.each([
  ['a line that matches is enough at its end', '^220 ready', '220 ready\r\n', 1, 11],
  ['a line among others too', '(?m)^220 ', '220-one\n220-two\n220 three\n220-four\n', 1, 26],
  ['a text without an end of a line is compared when it has doubled', 'abcd', 'abcdefgh', 1, 4],
])('%s', (_, pattern, text, size, pieces) => {
  expect(receive(pattern, text, size)).toMatchObject({ isEnough: true, pieces })
})

test.each([
  ['without lines', 'x'],
  ['of empty lines', '\n'],
  ['of short lines', 'ab\n'],
])('a text %s that comes byte by byte is compared few times', (_, part) => {
  const text = part.repeat(Math.ceil(60_000 / part.length))
  const { isEnough, times, characters } = receive('never there', text, 1)
  expect(isEnough).toBe(false)
  expect(times).toBeLessThan(200)
  expect(characters).toBeLessThan(20 * text.length)
})

test('what has come since the last comparison is compared when it is asked for, once', () => {
  const reception = createReception('abc$')
  expect(reception.take(Buffer.from('ab'))).toBe(false)
  expect(reception.take(Buffer.from('c'))).toBe(false)
  expect([reception.isMatched(), reception.isMatched()]).toEqual([true, false])
})

test('no more than 64 KiB are taken, whatever comes', () => {
  const { isEnough, reception } = receive('never there', 'y'.repeat(70_000), 7000)
  expect([isEnough, reception.text.length]).toEqual([true, 65_536])
})

test('every byte is one character', () => {
  const reception = createReception('^\\x{FF}\\x{FD}\\x{00}$')
  expect(reception.take(Buffer.from([0xff, 0xfd, 0]))).toBe(true)
  expect(reception.text).toBe('\u00ff\u00fd\u0000')
})

test('an empty chunk compares nothing', () => {
  expect(createReception('').take(Buffer.alloc(0))).toBe(false)
})

test('one byte that matches is enough', () => {
  expect(createReception('^a$').take(Buffer.from('a'))).toBe(true)
})
