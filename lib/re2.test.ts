import fc from 'fast-check'
import { RE2JS } from 're2js'
import { expect, test } from 'vitest'
import { firstMatch, matchesIn, patternMistake } from './re2.ts'

test.each<[pattern: string, text: string, match: readonly (string | undefined)[] | undefined]>([
  ['value="([^"]+)"', '<input value="7f">', ['value="7f"', '7f']],
  ['(a)|(b)', 'b', ['b', undefined, 'b']],
  ['^b', 'a\nb', undefined],
  ['a.b', 'a\nb', undefined],
  ['(?i)(?<word>HELLO) .', 'say hello 🌍', ['hello 🌍', 'hello']],
  ['x*', '', ['']],
])('%j in %j', (pattern, text, match) => {
  expect(firstMatch(pattern, text)).toEqual(match)
  expect(matchesIn(pattern, text)).toBe(match !== undefined)
})

// JavaScript's own expressions would take longer than this test may: minutes for the first, years for the others.
test.each(['(a+)+$', '(a|aa)+$', '(.*a){20}$'])('%s is not tried endlessly', pattern => {
  const text = `${'a'.repeat(100)}!`.repeat(10)
  expect(matchesIn(pattern, text)).toBe(false)
  expect(firstMatch(pattern, text)).toBeUndefined()
})

test.each(['(?=a)', '(a)\\1', '(?<!a)b', '[a', 'a{2000}'])('%s is refused', pattern => {
  expect(patternMistake(pattern)?.reason).toMatch(/^(invalid|missing)/)
})

test('no pattern is taken for a good one that RE2 refuses', () => {
  const pattern = fc.string({ unit: fc.constantFrom(...'a5._ |()*+?:-[]{}^$'), maxLength: 12 })
  const isRefused = (text: string) => {
    try {
      RE2JS.compile(text, RE2JS.DOTALL)
      return false
    } catch {
      return true
    }
  }
  fc.assert(
    fc.property(pattern, text => (patternMistake(text) !== undefined) === isRefused(text)),
    { numRuns: 5000 },
  )
})
