import { expect, test } from 'vitest'
import { createMeasure } from './measure.ts'

const TRAILERS = 1000
/** Framing that every body may have, with trailers of that size. */
const FREE = TRAILERS + 262_144
const TOO_LARGE = { phase: 'transfer', reason: 'body_size' }

test.each([
  [0, FREE, false],
  [0, FREE + 1, true],
  [1000, FREE + 9000, false],
  [1000, FREE + 9001, true],
])('of a body in chunks with %i bytes, %i bytes sent are too much framing: %s', (payload, sent, isTooMuch) => {
  const measure = createMeasure(TRAILERS)
  if (payload > 0) measure.takePiece(payload)
  const failure = measure.take(sent, true)
  if (isTooMuch) expect(failure).toMatchObject(TOO_LARGE)
  else expect(failure).toBeUndefined()
  expect(measure.sent).toBe(sent)
})

test('a body without chunks has no framing', () => {
  expect(createMeasure(TRAILERS).take(10 * FREE, false)).toBeUndefined()
})

test('a body may come in 65,536 pieces, and not in one more', () => {
  const measure = createMeasure(TRAILERS)
  for (let piece = 0; piece < 65_536; piece++) expect(measure.takePiece(1)).toBeUndefined()
  expect(measure.takePiece(1)).toMatchObject(TOO_LARGE)
})
