import fc from 'fast-check'
import { RE2JS } from 're2js'
import { expect, test } from 'vitest'
import { firstMatch, matchesIn, patternMistake, patternOf, searchMistake } from './re2.ts'

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

test.each<[pattern: string, text: string, isMatch: boolean]>([
  ['(?i)^220', '220 mail', true],
  ['(?i)esmtp', '220 mail ESMTP', true],
  ['\\A220', '220 mail', true],
  ['\\A220', 'x\n220 mail', false],
  ['[[:digit:]]{3}-', '220-mail', true],
  ['[[:^digit:]]', '220', false],
  ['\\d+\\z', 'a 12', true],
  ['12$', 'a 12\n', false],
  ['(?m)12$', 'a 12\nb', true],
  ['a.b', 'a\nb', false],
  ['(?s)a.b', 'a\nb', true],
  ['\\Qa.b\\E', 'axb', false],
  ['\\pL\\p{Greek}', 'xα', true],
  ['(?U)<(.+)>', '<a><b>', true],
  ['\\x{e9}\\xff', 'éÿ', true],
])('the syntax of RE2: %s in %j', (pattern, text, isMatch) => {
  expect(searchMistake(pattern)).toBeUndefined()
  expect(matchesIn(pattern, text)).toBe(isMatch)
})

test.each([
  ['\\C', 'invalid escape sequence'],
  ['a++', 'invalid nested repetition operator'],
  ['(?>a)', 'invalid or unsupported Perl syntax'],
  ['[[:digit:', 'missing closing ]'],
  ['.{1000}.{1000}', 'it has 2002 steps, and may have 2000: repeat less'],
])('%s may not search', (pattern, reason) => {
  expect(searchMistake(pattern)).toBe(reason)
})

test('a pattern is compiled once, and again once it has searched a text that would fill its memory', () => {
  const first = patternOf('compiled-[once]')
  first.test('short')
  expect(patternOf('compiled-[once]')).toBe(first)
  first.test('x'.repeat(100_000))
  expect(patternOf('compiled-[once]')).not.toBe(first)
})

test('a pattern that is plain searches 1 MiB, and one with long repetitions as much as it can in time', () => {
  const text = `${'x'.repeat(1_048_575)}abc`
  expect(matchesIn('a', text)).toBe(true)
  expect(matchesIn('b', text)).toBe(false)
  expect(patternOf('x.{98}y').reach).toBeLessThan(30_000)
  expect(matchesIn('a.{0,98}b', `${'x'.repeat(10_000)}ab`)).toBe(true)
  expect(matchesIn('a.{0,98}b', `${'x'.repeat(40_000)}ab`)).toBe(false)
  expect(firstMatch('(a)b', `${'x'.repeat(262_142)}ab`)).toEqual(['ab', 'a'])
  expect(firstMatch('(a)b', `${'x'.repeat(262_143)}ab`)).toBeUndefined()
})
