import fc from 'fast-check'
import { expect, test } from 'vitest'
import { block, data, frame, headers, TYPES } from '../../faults/http/http2-bytes.testkit.ts'
import { createFieldCounter } from './http2-fields.ts'
import { createFrameReader } from './http2-frames.ts'

function countIn(chunks: readonly Buffer[]): readonly (number | undefined)[] {
  const { begin, take, next } = createFieldCounter()
  const read = createFrameReader(begin, take)
  for (const chunk of chunks) read(chunk)
  return [next(), next(), next()]
}

const LONG = 'x'.repeat(20_000)
/** One field by its index, one with a name of the table, one that is never indexed, and a new size of the table. */
const SPARSE = Buffer.from([0x88, 0x5c, 1, 0x31, 0x10, 1, 0x61, 1, 0x62, 0x3f, 0xe1, 0x1f])

test.each<[what: string, bytes: Buffer, fields: readonly number[]]>([
  [
    'fields that are spelled out',
    headers([
      ['a', 'b'],
      ['c', LONG],
    ]),
    [2],
  ],
  ['no field', frame(TYPES.headers, 4, 1), [0]],
  ['fields by the table', frame(TYPES.headers, 4, 1, SPARSE), [3]],
  ['an index in several bytes', frame(TYPES.headers, 4, 1, Buffer.from([0xff, 0x80, 0x01, 0x88])), [2]],
  ['padding', frame(TYPES.headers, 0x0c, 1, Buffer.concat([Buffer.from([2]), SPARSE, Buffer.from([0x88, 0x88])])), [3]],
  ['a priority', frame(TYPES.headers, 0x24, 1, Buffer.concat([Buffer.alloc(5, 0xff), SPARSE])), [3]],
  [
    'a priority behind the length of the padding',
    frame(TYPES.headers, 0x2c, 1, Buffer.from([1, 0, 0, 0, 0, 0, 0x88, 0])),
    [1],
  ],
  [
    'a block in several frames',
    Buffer.concat([
      frame(TYPES.headers, 0, 1, block(['a', LONG]).subarray(0, 9)),
      frame(TYPES.continuation, 0, 1, ''),
      frame(TYPES.continuation, 4, 1, block(['a', LONG]).subarray(9)),
    ]),
    [1],
  ],
  [
    'several blocks, and a body in between',
    Buffer.concat([
      headers([['a', 'b']]),
      data('body'),
      headers([
        ['a', 'b'],
        ['c', 'd'],
      ]),
    ]),
    [1, 2],
  ],
  ['a block without an end', frame(TYPES.headers, 0, 1, SPARSE), []],
])('%s is counted, wherever the bytes are cut', (_what, bytes, fields) => {
  const expected = [0, 1, 2].map(index => fields[index])
  expect(countIn([bytes])).toEqual(expected)
  fc.assert(
    fc.property(fc.nat({ max: bytes.length }), fc.nat({ max: bytes.length }), (one, two) => {
      const [first, second] = one < two ? [one, two] : [two, one]
      expect(countIn([bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)])).toEqual(
        expected,
      )
    }),
  )
})
