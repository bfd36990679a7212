import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isMap, type Node, parseDocument, stringify } from 'yaml'
import { offsetsInScalar } from './position.ts'

function placeOf(source: string, word: string): string {
  const document = parseDocument(source)
  const root = document.contents
  const node = (isMap(root) ? root.get('query', true) : undefined) as Node & { value: string }
  const offset = offsetsInScalar(source, node)(node.value.indexOf(word))
  return source.slice(offset, offset + word.length)
}

test.each([
  ['a plain text', 'query: sum(rate(x[5m]))'],
  ['single quotes with a quote inside', "query: 'it''s sum(rate(x[5m]))'"],
  ['double quotes with escapes', 'query: "a\\"b\\n \\u0041 sum(rate(x[5m]))"'],
  ['a block', 'query: |\n  sum(\n    rate(x[5m])\n  )\n'],
  ['a folded block with a header', 'query: >-\n  sum(\n\n  rate(x[5m])\n  )\n'],
  ['a plain text over lines', 'query: sum(\n  rate(x[5m])\n  )\n'],
])('a word is found in %s', (_, source) => expect(placeOf(source, 'rate(x')).toBe('rate(x'))

test('every character that is no white space is found in every style of scalar', () => {
  const styles = ['PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'] as const
  const text = fc.string({ unit: fc.constantFrom(...'ab"\'\\{}[]:#| \n'), minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(text, fc.constantFrom(...styles), fc.nat(), (value, style, seed) => {
      const source = stringify({ query: value, next: 1 }, { defaultStringType: style, lineWidth: 20 })
      const node = (parseDocument(source).contents as unknown as Map<string, unknown>).get('query') as string
      const root = parseDocument(source).contents
      const scalar = (isMap(root) ? root.get('query', true) : undefined) as Node
      const index = seed % value.length
      fc.pre(node === value && !/\s/.test(value[index] ?? ' '))
      const found = offsetsInScalar(source, scalar)(index)
      // An escape stands for its character.
      expect([value[index], '\\']).toContain(source[found])
    }),
    { numRuns: 500, seed: 1 },
  )
})
