import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { yamlText } from './scalar.ts'

test.each([
  ['slo:sli_error:ratio_rate5m', 'slo:sli_error:ratio_rate5m'],
  ['99.9', '"99.9"'],
  ['yes', '"yes"'],
  ['a: b', '"a: b"'],
  ['', '""'],
  ['{{ $value }}', '"{{ $value }}"'],
])('%s is written %s', (text, expected) => expect(yamlText(text)).toBe(expected))

test('every text is read back as it was, by YAML 1.1 and 1.2', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), text => {
      for (const version of ['1.1', '1.2'] as const) {
        expect(parse(`a: ${yamlText(text)}\n`, { version })).toEqual({ a: text })
      }
    }),
    { numRuns: 1000, seed: 1 },
  )
  for (const text of [
    'y',
    'No',
    'ON',
    '~',
    'null',
    '.inf',
    '0x1f',
    '1e3',
    '1_000',
    '12:30',
    '=',
    '<<',
    '- a',
    '# a',
    'a #b',
  ]) {
    for (const version of ['1.1', '1.2'] as const)
      expect(parse(`a: ${yamlText(text)}`, { version })).toEqual({ a: text })
  }
})
