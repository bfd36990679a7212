import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { isPacked, unpackBody } from './unpack-body.ts'

const PACK = {
  gzip: gzipSync,
  'x-gzip': gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
}
const TEXT = 'as long as this'
const BAD = { failure: { phase: 'transfer', reason: 'protocol' } }
const TOO_LARGE = { failure: { phase: 'transfer', reason: 'body_size' } }

describe.each(Object.entries(PACK))('a body that is packed with %s', (encoding, pack) => {
  test('is unpacked, however its name is written', async () => {
    expect(await unpackBody(pack(TEXT), encoding, 100)).toEqual({ text: TEXT })
    expect(await unpackBody(pack(TEXT), ` ${encoding.toUpperCase()} `, 100)).toEqual({ text: TEXT })
  })

  test('may be as large as allowed, and not larger', async () => {
    expect(await unpackBody(pack(TEXT), encoding, TEXT.length)).toEqual({ text: TEXT })
    expect(await unpackBody(pack(TEXT), encoding, TEXT.length - 1)).toMatchObject(TOO_LARGE)
  })

  test('and is empty is as empty as one without a byte', async () =>
    expect(await unpackBody(pack(''), encoding, 100)).toEqual({ text: '' }))

  test('but is not, is bad', async () => expect(await unpackBody(Buffer.from(TEXT), encoding, 100)).toMatchObject(BAD))

  test('and cut is bad, wherever it is cut', async () => {
    const packed = pack(TEXT.repeat(20))
    for (let length = 1; length < packed.length; length += 3) {
      expect(await unpackBody(packed.subarray(0, length), encoding, 1000), `${length} bytes`).toMatchObject(BAD)
    }
  })

  test.each(['more', '\0\0\0\0'])('and has more behind its end is bad', async more =>
    expect(await unpackBody(Buffer.concat([pack(TEXT), Buffer.from(more)]), encoding, 100)).toMatchObject(BAD),
  )
})

test('several codings are undone, the last one first', async () => {
  expect(await unpackBody(gzipSync(gzipSync(TEXT)), 'gzip, gzip', 100)).toEqual({ text: TEXT })
  expect(await unpackBody(brotliCompressSync(gzipSync(TEXT)), 'gzip,br', 100)).toEqual({ text: TEXT })
  expect(await unpackBody(gzipSync(TEXT), 'identity, gzip', 100)).toEqual({ text: TEXT })
})

test('of a bomb within a bomb nothing is unpacked beyond what is allowed', async () => {
  const bomb = gzipSync(gzipSync(Buffer.alloc(50_000_000)))
  expect(bomb.length).toBeLessThan(1000)
  expect(await unpackBody(bomb, 'gzip, gzip', 1_000_000)).toMatchObject(TOO_LARGE)
})

test('more codings than anyone needs are bad', async () =>
  expect(await unpackBody(Buffer.from(TEXT), Array(6).fill('gzip').join(), 100)).toMatchObject(BAD))

test('a body of deflate without the header of zlib is unpacked, as browsers do', async () =>
  expect(await unpackBody(deflateRawSync(TEXT), 'deflate', 100)).toEqual({ text: TEXT }))

test.each(['compress', 'aes128gcm'])('a body of the coding %s is bad, for nothing here unpacks it', async encoding =>
  expect(await unpackBody(Buffer.from(TEXT), encoding, 100)).toMatchObject(BAD),
)

test.each(['unheard-of', 'utf-8', 'constructor'])('%s is no coding, and the body is taken as it came', async encoding =>
  expect(await unpackBody(Buffer.from(TEXT), encoding, 1)).toEqual({ text: TEXT }),
)

test('a body of which no header says otherwise is not packed', () => {
  expect([undefined, '', 'identity', 'Identity', 'gzip'].map(isPacked)).toEqual([false, false, false, false, true])
})
