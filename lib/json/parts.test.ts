import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson } from './parse.ts'
import { parseJsonParts } from './parts.ts'
import { jsonValueAt, stepsOf } from './pointer.ts'

/** Long enough to be taken apart. */
const LONG = 'x'.repeat(20_000)
const SMALL = Array.from({ length: 3000 }, (_, id) => ({ id, tags: ['a', { b: null }] }))

const valuesIn = (json: string, ...pointers: readonly string[]) => {
  const parts = parseJsonParts(json, pointers.map(stepsOf))
  return parts && pointers.map(pointer => jsonValueAt(parts.document, pointer))
}

test.each<[what: string, json: string, pointer: string]>([
  ['a child of a long list', JSON.stringify(SMALL), '/2999/tags/1/b'],
  ['the last child of a long object', JSON.stringify({ SMALL, last: { a: 1 } }), '/last/a'],
  ['a child of a long child', JSON.stringify({ first: LONG, SMALL }), '/SMALL/7'],
  ['a long child as a whole', JSON.stringify({ first: LONG, SMALL }), '/SMALL'],
  ['the whole', JSON.stringify({ SMALL }), ''],
  ['a long text', JSON.stringify([LONG]), '/0'],
  ['a name that stands twice', `{"a":1,"b":"${LONG}","a":2}`, '/a'],
  ['a name that objects have', `{"__proto__":1,"b":"${LONG}"}`, '/__proto__'],
  ['a name with escapes', `{"\\u0061/\\"":1,"b":"${LONG}"}`, '/a~1"'],
  ['what is not there', JSON.stringify(SMALL), '/3000'],
  ['a position with a zero before it', JSON.stringify(SMALL), '/01'],
  ['the length of a list', JSON.stringify(SMALL), '/length'],
  ['more levels than are taken apart', `${'['.repeat(100)}${JSON.stringify(SMALL)}${']'.repeat(100)}`, '/0/0/0/0'],
  ['with blanks', JSON.stringify({ SMALL, a: [1] }, null, '\t\r\n '), '/a/0'],
])('%s is what JSON.parse has there', (_, json, pointer) => {
  expect(valuesIn(json, pointer)).toEqual([jsonValueAt(JSON.parse(json), pointer)])
})

test('several values of one text are all there', () => {
  expect(valuesIn(JSON.stringify({ SMALL, a: 1 }), '/SMALL/1/id', '/a', '/SMALL/2/id')).toEqual([1, 1, 2])
})

test('what no pointer leads to is not kept', () => {
  const parts = parseJsonParts(JSON.stringify(SMALL), [['5', 'id']])
  expect(Object.keys(parts?.document as object)).toEqual(['5'])
})

const LONG_LIST = JSON.stringify(SMALL).slice(0, -1)
const LONG_OBJECT = JSON.stringify({ SMALL, LONG }).slice(0, -1)
test.each([
  LONG_LIST,
  `${LONG_LIST},]`,
  `${LONG_LIST}}`,
  `${LONG_LIST}]]`,
  `${LONG_LIST}] 1`,
  `${LONG_LIST} 1]`,
  `${LONG_LIST},,1]`,
  `${LONG_LIST},[}]`,
  `${LONG_LIST},]1]`,
  `[,${LONG_LIST.slice(1)}]`,
  `${LONG_OBJECT},}`,
  `${LONG_OBJECT},a:1}`,
  `${LONG_OBJECT},1:1}`,
  `${LONG_OBJECT},"a"}`,
  `${LONG_OBJECT},"a" 1}`,
  `${LONG_OBJECT},"a":}`,
  `${LONG_OBJECT},"a":01}`,
  `${LONG_OBJECT},"a":"b}`,
  `${LONG_OBJECT}]`,
  `{"a":tru,${LONG_OBJECT.slice(1)}}`,
  `{"a\n":1,${LONG_OBJECT.slice(1)}}`,
])('what is no JSON is none, however long: row %#', json => expect(valuesIn(json, '/0')).toBeUndefined())

test('what is taken for JSON is what JSON.parse takes, and has the same values', () => {
  const broken = fc.tuple(fc.nat(), fc.constantFrom('', ',', ':', '[', ']', '{', '}', '"', '\\', '1', ' ', 'x'))
  const steps = fc.constantFrom('/0', '/1/a', '/a', '/a/0', '/b/1', '')
  fc.assert(
    fc.property(fc.jsonValue(), fc.array(broken, { maxLength: 2 }), steps, (value, faults, pointer) => {
      let json = JSON.stringify({ a: [value, LONG], b: value, LONG })
      for (const [place, text] of faults) {
        const at = place % json.length
        json = json.slice(0, at) + text + json.slice(at + 1)
      }
      const whole = parseJson(json)
      expect(valuesIn(json, pointer)).toEqual(whole === undefined ? undefined : [jsonValueAt(whole, pointer)])
    }),
  )
})
