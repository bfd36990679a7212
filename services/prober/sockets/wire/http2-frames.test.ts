import fc from 'fast-check'
import { expect, test } from 'vitest'
import { data, frame, goAway, headers, reset } from '../../faults/http/http2-bytes.testkit.ts'
import { createFrameReader, errorName, type Frame } from './http2-frames.ts'

function framesIn(chunks: readonly Buffer[]): Omit<Frame, 'offset'>[] {
  const frames: Omit<Frame, 'offset'>[] = []
  const read = createFrameReader(({ offset: _, ...more }) => frames.push(more))
  for (const chunk of chunks) read(chunk)
  return frames
}

const PIECES = [
  data('half'),
  data('', { isLast: true }),
  headers([['a', 'b']], { isLast: true }),
  reset(8),
  goAway(2, 5),
  frame(99, 1, 0, 'x'.repeat(300)),
]

test('frames are read as they are, wherever the bytes are cut', () => {
  const bytes = Buffer.concat(PIECES)
  const whole = framesIn([bytes])
  expect(whole.map(({ type, isLast, code, lastStream }) => [type, isLast, code, lastStream])).toEqual([
    [0, false, 0, 0],
    [0, true, 0, 0],
    [1, true, 0, 0],
    [3, false, 8, 0],
    [7, false, 2, 5],
    [99, false, 0, 0],
  ])
  fc.assert(
    fc.property(fc.nat({ max: bytes.length }), fc.nat({ max: bytes.length }), (one, two) => {
      const [first, second] = one < two ? [one, two] : [two, one]
      expect(framesIn([bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)])).toEqual(whole)
    }),
  )
})

test('a frame says where it begins in the bytes that came last', () => {
  const offsets: number[] = []
  const read = createFrameReader(({ offset }) => offsets.push(offset))
  read(Buffer.concat([data('half'), reset(8)]))
  const cut = reset(8)
  read(cut.subarray(0, 10))
  read(cut.subarray(10))
  expect(offsets).toEqual([0, 13, 0])
})

test('whatever bytes come, they are read', () =>
  fc.assert(fc.property(fc.array(fc.uint8Array()), chunks => void framesIn(chunks.map(chunk => Buffer.from(chunk))))))

test('an error has its name, or none', () => {
  expect([errorName(8), errorName(0xffff)]).toEqual(['CANCEL', 'an unknown error'])
})
