import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonValueAt } from './pointer.ts'
import { depthOf, sourceAt } from './source.ts'

test.each<[json: string, pointer: string, source: string | undefined]>([
  [' 12345678901234567890 ', '', '12345678901234567890'],
  ['{"a":1.0}', '/a', '1.0'],
  ['{ "a" : [ 1 , 2e5 ] , "b" : {} }', '/a/1', '2e5'],
  ['{"a":1,"a":2}', '/a', '2'],
  ['{"a":{"b":1},"a":2}', '/a/b', undefined],
  ['{"\\u0061":1}', '/a', '1'],
  ['{"a/b":{"c~d":"}]\\\\\\""}}', '/a~1b/c~0d', '"}]\\\\\\""'],
  ['{"":{"":3}}', '//', '3'],
  ['[[],{},[1]]', '/2/0', '1'],
  ['[1,2]', '/2', undefined],
  ['[1,2]', '/01', undefined],
  ['[1,2]', '/-', undefined],
  ['[]', '/0', undefined],
  ['{}', '/constructor', undefined],
  ['{"__proto__":1}', '/__proto__', '1'],
  ['"a"', '/length', undefined],
])('%s at %j is written %s', (json, pointer, source) => expect(sourceAt(json, pointer)).toBe(source))

test('what is found is what the parsed document has there', () => {
  const key = fc.constantFrom('a', '', '~', '/', '"', '\\', '__proto__', '0', 'é\n')
  const document = fc.letrec(tie => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string(),
      fc.constant(null),
      tie('list'),
      tie('object'),
    ),
    list: fc.array(tie('value'), { maxLength: 4 }),
    object: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  })).value
  const steps = fc.array(fc.oneof(key, fc.constantFrom('1', '2')), { maxLength: 4 })
  fc.assert(
    fc.property(document, steps, fc.constantFrom(0, 1, '\t'), (value, path, space) => {
      const json = JSON.stringify(value, null, space)
      const pointer = path.map(step => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
      const source = sourceAt(json, pointer)
      expect(source === undefined ? undefined : JSON.parse(source)).toEqual(jsonValueAt(JSON.parse(json), pointer))
    }),
  )
})

test.each([
  ['1', 0],
  ['"[[["', 0],
  ['[]', 1],
  ['{"a":[1,{"b\\"":"]"}],"c":[]}', 3],
  [`${'['.repeat(6000)}${']'.repeat(6000)}`, 6000],
])('%s is nested to its level', (json, depth) => expect(depthOf(json)).toBe(depth))
