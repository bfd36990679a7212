import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonMistake } from './mistake.ts'

describe('the first mistake of a text that is not JSON is found', () => {
  test.each([
    ['{"a": 1,}', '}', 'a name in double quotes is expected, not “}”', 'Take away the comma before it.'],
    ['{"a": [1, 2,]}', ']', 'a value is expected, not “]”', 'Take away the comma before it.'],
    ['{"a": 1 "b": 2}', '"', '“,” or “}” is expected, not “"”', undefined],
    ["{'a': 1}", "'", 'a name in double quotes or “}” is expected', 'JSON knows double quotes only.'],
    ['{"a": tru}', 'tru', 'a value is expected, not “tru”', undefined],
    ['{"a": 01}', '01', 'a value is expected, not “01”', undefined],
    ['{"a": 1} x', 'x', 'nothing more is expected, not “x”', undefined],
    ['{"a": 1, // here\n"b": 2}', '/', 'a name in double quotes is expected', 'JSON knows no comments.'],
    ['{"a": "b\n"}', '"', 'a value is expected', 'The text is not closed with a double quote on its line.'],
    [
      'apiVersion: v1\nkind: List\n',
      'apiVersion',
      'a value is expected',
      'This looks like YAML: take the dashboard’s JSON out of it.',
    ],
    [
      '{"a": [1, 2',
      '2',
      'The JSON ends in the middle: “,” or “]” is missing',
      'The file was cut off; export the dashboard again.',
    ],
    ['\ufeff{}', '\ufeff', 'a value is expected', 'Save the file without a byte order mark.'],
  ])('%j', (text, at, message, help) => {
    const mistake = jsonMistake(text)
    expect(text.slice(...(mistake?.range ?? []))).toBe(at)
    expect(mistake?.message).toContain(message)
    if (help !== undefined) expect(mistake?.help).toBe(help)
  })
})

test('it finds a mistake in every text that JSON.parse refuses, and none in any that it takes', () => {
  const json = fc.json()
  const broken = fc
    .tuple(json, fc.nat(), fc.constantFrom('', ',', '}', '{', '"', 'x', '\n'))
    .map(([text, at, what]) => text.slice(0, at % (text.length + 1)) + what + text.slice((at % (text.length + 1)) + 1))
  fc.assert(
    fc.property(fc.oneof(json, broken, fc.string()), text => {
      let isJson = true
      try {
        JSON.parse(text)
      } catch {
        isJson = false
      }
      expect(jsonMistake(text) === undefined).toBe(isJson)
    }),
    { numRuns: 500 },
  )
})
