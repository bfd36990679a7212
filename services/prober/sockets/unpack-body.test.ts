import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { unpackBody } from './unpack-body.ts'

const PACK = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync, zstd: zstdCompressSync }
const TEXT = 'as long as this'

describe.each(Object.entries(PACK))('a body that is packed with %s', (encoding, pack) => {
  test('is unpacked, however its name is written', () => {
    expect(unpackBody(pack(TEXT), encoding, 100)).toEqual({ text: TEXT, isTooLarge: false })
    expect(unpackBody(pack(TEXT), encoding.toUpperCase(), 100)).toEqual({ text: TEXT, isTooLarge: false })
  })

  test('may be as large as allowed, and not larger', () => {
    expect(unpackBody(pack(TEXT), encoding, TEXT.length)).toEqual({ text: TEXT, isTooLarge: false })
    expect(unpackBody(pack(TEXT), encoding, TEXT.length - 1)).toEqual({ text: '', isTooLarge: true })
  })

  test('and is empty is as empty as one without a byte', () => {
    expect(unpackBody(pack(''), encoding, 100)).toEqual({ text: '', isTooLarge: false })
    expect(unpackBody(Buffer.alloc(0), encoding, 100)).toEqual({ text: '', isTooLarge: false })
  })

  test('but is not, is judged as it came', () =>
    expect(unpackBody(Buffer.from(TEXT), encoding, 100)).toEqual({ text: TEXT, isTooLarge: false }))
})

test.each([undefined, 'identity', 'unheard-of'])('a body of the encoding %s is taken as it is', encoding =>
  expect(unpackBody(Buffer.from(TEXT), encoding, 1)).toEqual({ text: TEXT, isTooLarge: false }),
)

test('an empty body of brotli is a single byte', () =>
  expect(unpackBody(Buffer.from([0x06]), 'br', 100)).toEqual({ text: '', isTooLarge: false }))
