import { expect, test } from 'vitest'
import type { JsonExpectation } from '../../definition/model.ts'
import { jsonMismatch, jsonTextAt, LONGEST_JSON } from './judge-json.ts'

function mismatch(body: string, expectation: Partial<JsonExpectation>): string | undefined {
  const nothing = { pointer: '/a', equals: undefined, matches: undefined, atLeast: undefined, atMost: undefined }
  return jsonMismatch([{ ...nothing, ...expectation }], body)
}

test.each<[what: string, value: string, expectation: Partial<JsonExpectation>, detail: string | undefined]>([
  ['an equal text', '"ready"', { equals: 'ready' }, undefined],
  ['another text', '"ready"', { equals: 'gone' }, '/a is "ready"; "gone" is expected'],
  ['a number as text', '7', { equals: '7' }, undefined],
  ['a text of digits', '"7"', { equals: '7' }, undefined],
  ['a text where a number is written', '"7"', { equals: '7', isLiteral: true }, '/a is "7"; 7 is expected'],
  ['a number written otherwise', '7.0e0', { equals: '7', isLiteral: true }, undefined],
  ['a truth value', 'true', { equals: 'true', isLiteral: true }, undefined],
  ['another truth value', 'false', { equals: 'true', isLiteral: true }, '/a is false; true is expected'],
  ['a text of a truth value', '"true"', { equals: 'true', isLiteral: true }, '/a is "true"; true is expected'],
  ['null', 'null', { equals: 'null' }, undefined],
  ['the text null', '"null"', { equals: 'null' }, '/a is "null"; null is expected'],
  ['the text null, in JSON’s quotation marks', '"null"', { equals: '"null"' }, undefined],
  ['null for the text null', 'null', { equals: '"null"' }, '/a is null; "\\"null\\"" is expected'],
  ['an object', '{ "b": [1] }', { equals: '{"b":[1]}' }, undefined],
  ['an integer over 2^53', '9007199254740993', { equals: '9007199254740993', isLiteral: true }, undefined],
  [
    'the integer beside it',
    '9007199254740992',
    { equals: '9007199254740993', isLiteral: true },
    '/a is 9007199254740992; 9007199254740993 is expected',
  ],
  ['a match', '"ready"', { matches: '^r' }, undefined],
  ['a match of a number', '12345678901234567890', { matches: '7890$' }, undefined],
  ['no match', '"ready"', { matches: '^g' }, '/a is "ready"; /^g/ is expected'],
  ['as much as must be', '7', { atLeast: 7 }, undefined],
  ['less', '7', { atLeast: 8 }, '/a is 7; at least 8 is expected'],
  ['as much as may be', '7', { atMost: 7 }, undefined],
  ['more', '7', { atMost: 6 }, '/a is 7; at most 6 is expected'],
  [
    'more than JavaScript can tell',
    '9007199254740991.5',
    { atMost: 9007199254740991 },
    '/a is 9007199254740991.5; at most 9007199254740991 is expected',
  ],
  ['less than any double', '-1e-400', { atLeast: 0 }, '/a is -1e-400; at least 0 is expected'],
  ['more than any double', '1e400', { atLeast: 0 }, undefined],
  ['a negative zero', '-0', { atLeast: 0, atMost: 0 }, undefined],
  ['there, whatever it is', '[]', {}, undefined],
  ['missing', '1', { pointer: '/b' }, 'There is nothing at /b of the body'],
  ['what every object has', '1', { pointer: '/constructor/name' }, 'There is nothing at /constructor/name of the body'],
  ['what every text has', '"x"', { pointer: '/a/length' }, 'There is nothing at /a/length of the body'],
  ['a name that stands twice is its last', '1,"a":2', { equals: '2' }, undefined],
  ['half of a surrogate pair', '"\\ud800"', { equals: 'x' }, '/a is "\\ud800"; "x" is expected'],
  ['a control sequence', '"\\u001b[2J\\u009b"', { equals: 'x' }, '/a is "\\u001b[2J\\u009b"; "x" is expected'],
  ['a long text', `"${'x'.repeat(500)}"`, { equals: 'x' }, `/a is "${'x'.repeat(100)}…"; "x" is expected`],
])('of JSON: %s', (_, value, expectation, detail) => expect(mismatch(`{"a":${value}}`, expectation)).toBe(detail))

test.each(['null', '""', '" "', '[]', 'false', 'true', '[3]', '"3"', '"0x5"', '{}'])(
  'where a number is expected, %s is none',
  value => {
    const detail = `/a is ${value}: a number is expected`
    expect(mismatch(`{"a":${value}}`, { atLeast: 0 })).toBe(detail)
    expect(mismatch(`{"a":${value}}`, { atMost: 5 })).toBe(detail)
  },
)

const DEEP = 'The body is JSON nested deeper than 1000 levels'
const nested = (levels: number) => `{"a":1,"b":${'['.repeat(levels)}${']'.repeat(levels)}}`

test.each<[what: string, body: string, detail: string | undefined]>([
  ['a page', '<html>', 'The body is not JSON: it begins with "<html>"'],
  ['nothing', ' \n', 'The body is not JSON: it is empty'],
  ['one that ends too soon', '{"a":1', 'The body is not JSON: it begins with "{\\"a\\":1"'],
  ['a byte order mark', '\ufeff{"a":1}', undefined],
  ['two of them', '\ufeff\ufeff{"a":1}', 'The body is not JSON: it begins with "{\\"a\\":1}"'],
  ['NaN', '{"a":NaN}', 'The body is not JSON: it begins with "{\\"a\\":NaN}"'],
  ['999 levels', nested(999), undefined],
  ['1,000 levels', nested(1000), DEEP],
  ['6,000 levels', nested(6000), DEEP],
  ['300,000 levels', nested(300_000), DEEP],
  ['as much as is read', `{"a":1,"b":"${'x'.repeat(LONGEST_JSON - 14)}"}`, undefined],
  [
    'more',
    `{"a":1,"b":"${'x'.repeat(LONGEST_JSON - 13)}"}`,
    'The body is longer than the 1048576 characters of JSON that are read',
  ],
])('a body of JSON: %s', (_, body, detail) => expect(mismatch(body, { atLeast: 1 })).toBe(detail))

test('a number is extracted as it was written', () => {
  expect(jsonTextAt('{"id":12345678901234567890}', '/id')).toBe('12345678901234567890')
  expect(jsonTextAt('\ufeff{"id":"7"}', '/id')).toBe('7')
  expect(jsonTextAt('{"id":{"a":[null]}}', '/id')).toBe('{"a":[null]}')
  expect(jsonTextAt('{"id":7}', '/toString')).toBeUndefined()
  expect(jsonTextAt('no JSON', '')).toBeUndefined()
})
