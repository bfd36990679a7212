import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createHeadReader } from './head-reader.ts'

const MOST = 1000

/** What a reader makes of bytes that come in these pieces. */
function readPieces(pieces: readonly Buffer[], method = 'GET') {
  const reader = createHeadReader(method, MOST)
  for (const [index, piece] of pieces.entries()) {
    const step = reader.take(piece)
    if (step === 'more') continue
    if ('failure' in step) return step
    return { ...step, rest: Buffer.concat([step.rest, ...pieces.slice(index + 1)]).toString('latin1') }
  }
  return 'more' as const
}

const read = (text: string) => readPieces([Buffer.from(text, 'latin1')])

/** Cuts bytes at places that a property chooses. */
function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map(place => place % (bytes.length + 1)))].sort((a, b) => a - b)
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
}

const PARTS = ['HTTP/1.1 ', '200', '103', '099', ' OK', '\r\n', '\n', 'a: b', 'content-length: 3', ' ', ':', '\0', 'x']

test('where the bytes are cut changes nothing', () => {
  const texts = fc.array(fc.constantFrom(...PARTS, 'HTTP/1.1 200 OK\r\n', 'HTTP/1.1 103 E\r\n\r\n'), { maxLength: 12 })
  fc.assert(
    fc.property(texts, fc.array(fc.nat()), (parts, places) => {
      const bytes = Buffer.from(parts.join(''), 'latin1')
      expect(readPieces(cutAt(bytes, places))).toEqual(readPieces([bytes]))
    }),
    { numRuns: 2000 },
  )
})

test('whatever bytes come, a reader says what they are and keeps within its bound', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 8 }), chunks => {
      const step = readPieces(chunks.map(chunk => Buffer.from(chunk)))
      expect(step === 'more' || 'failure' in step || 'head' in step).toBe(true)
    }),
  )
})

test('the headers are by name, joined where they came twice, and cookies never', () => {
  const step = read(
    'HTTP/1.0 201 Made\r\nX-A: 1\r\nx-a:\t2 \r\nSet-Cookie: a\r\nset-cookie: b\r\n__proto__: c\r\n\r\nrest',
  )
  expect(step).toMatchObject({
    head: { httpVersion: '1.0', status: 201, setCookie: ['a', 'b'], headers: { 'x-a': '1, 2' } },
    framing: { by: 'close' },
    rest: 'rest',
  })
  if (step === 'more' || 'failure' in step) throw new Error('There is no head')
  expect(Object.entries(step.head.headers)).toContainEqual(['__proto__', 'c'])
  expect('constructor' in step.head.headers).toBe(false)
})

test.each([
  ['HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n', 'GET', { by: 'length', bytes: 7 }],
  ['HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n', 'HEAD', { by: 'nothing' }],
  ['HTTP/1.1 304 X\r\ncontent-length: 7\r\n\r\n', 'GET', { by: 'nothing' }],
  ['HTTP/1.1 204 X\r\ntransfer-encoding: chunked\r\n\r\n', 'GET', { by: 'nothing' }],
  ['HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n', 'GET', { by: 'chunks' }],
  ['HTTP/1.1 200 OK\r\ntransfer-encoding: identity\r\n\r\n', 'GET', { by: 'close' }],
])('%j to %s ends where its headers say', (text, method, framing) =>
  expect(readPieces([Buffer.from(text)], method)).toMatchObject({ framing }),
)

test('the bound is on all heads together', () => {
  const hint = `HTTP/1.1 103 E\r\nx: ${'y'.repeat(400)}\r\n\r\n`
  expect(read(`${hint}HTTP/1.1 200 OK\r\n\r\n`)).toMatchObject({ head: { status: 200 } })
  expect(read(`${hint.repeat(3)}HTTP/1.1 200 OK\r\n\r\n`)).toMatchObject({ failure: { reason: 'headers_size' } })
})

test('what cannot become an answer is not waited for', () => {
  expect(read('HTTP/1')).toBe('more')
  expect(read('HTTQ')).toMatchObject({ failure: { reason: 'protocol' } })
  expect(createHeadReader('GET', MOST).isInside()).toBe(false)
})
