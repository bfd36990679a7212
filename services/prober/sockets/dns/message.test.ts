import { expect, test } from 'vitest'
import { encodeQuestion } from './message.ts'

test('a question has its number, asks for recursion, and holds nothing else (RFC 1035 §4.1)', () => {
  const bytes = encodeQuestion({ id: 0x1234, name: 'app.test', type: 'CAA' })
  expect(bytes.toString('hex')).toBe(
    [
      // The number, "recursion desired", and one question without records.
      '1234 0100 0001 0000 0000 0000',
      // app.test
      '03 617070 04 74657374 00',
      // CAA, IN
      '0101 0001',
    ]
      .join('')
      .replaceAll(' ', ''),
  )
})
