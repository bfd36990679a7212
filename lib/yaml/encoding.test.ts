import { expect, test } from 'vitest'
import { encodingMistakes } from './encoding.ts'

test.each<[text: string, places: readonly (readonly [number, string])[]]>([
  ['a: café 🍵', []],
  ['a: caf\udce9', [[6, 'The byte 0xE9 is no UTF-8, which is "é" in Latin-1']]],
  [
    '\udc80\udc85',
    [
      [0, 'The byte 0x80 is no UTF-8'],
      [1, 'The byte 0x85 is no UTF-8'],
    ],
  ],
  ['\udcff\udcfea\0', [[0, 'The file is UTF-16']]],
  ['\udcfe\udcff\0a', [[0, 'The file is UTF-16']]],
  [
    '\udce9'.repeat(100),
    [
      [0, '0xE9'],
      [1, '0xE9'],
      [2, '0xE9'],
    ],
  ],
])('the places of %j that are no UTF-8', (text, places) => {
  const found = encodingMistakes(text)
  expect(found.map(({ range }) => range[0])).toEqual(places.map(([at]) => at))
  for (const [index, [, message]] of places.entries()) expect(found[index]?.message).toContain(message)
})
