import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { bad, type FaultCase } from '../fault-case.testkit.ts'
import { http1Cases, type Row } from './http1-cases.testkit.ts'

const OK = 'HTTP/1.1 200 OK\r\n'
const PROTOCOL = bad('protocol', 'transfer')
const TOO_LARGE = bad('body_size', 'transfer')
const CLOSED = bad('closed', 'transfer')
const RESET = bad('reset', 'transfer')
const HANGS = bad('timeout', 'transfer')

/** An answer in chunks, as they are sent. */
const chunks = (text: string) => [`${OK}transfer-encoding: chunked\r\n\r\n`, text]
/** An answer whose body has a coding. */
const coded = (encoding: string, body: Buffer) => [
  Buffer.concat([Buffer.from(`${OK}content-encoding: ${encoding}\r\ncontent-length: ${body.length}\r\n\r\n`), body]),
]
const TEXT = 'as long as this'

const ENDS: readonly Row[] = [
  ['an answer that ends with the connection', [`${OK}\r\nok`], 'fin', 'good'],
  ['an answer of HTTP/1.0 that ends with the connection', ['HTTP/1.0 200 OK\r\n\r\nok'], 'fin', 'good'],
  ['no body, and the end of the connection', [`${OK}\r\n`], 'fin', 'good'],
  ['a body byte by byte', [`${OK}content-length: 5\r\n\r\n`, ...'bytes'], 'stays', 'good'],
  ['more bytes than announced', [`${OK}content-length: 2\r\n\r\nok and more`], 'stays', 'good'],
  ['headers behind a body without chunks', [`${OK}content-length: 0\r\n\r\nx-extra: y\r\n\r\n`], 'stays', 'good'],
  [
    'a second answer that was not asked for',
    [`${OK}content-length: 2\r\n\r\nok${OK}content-length: 0\r\n\r\n`],
    'stays',
    'good',
  ],
  ['a reset behind a whole body', [`${OK}content-length: 2\r\n\r\nok`], 'reset', 'good'],
  ['fewer bytes than announced, then the end', [`${OK}content-length: 9\r\n\r\nhalf`], 'fin', CLOSED],
  ['fewer bytes than announced, then a reset', [`${OK}content-length: 9\r\n\r\nhalf`], 'reset', RESET],
  ['fewer bytes than announced, and no end', [`${OK}content-length: 9\r\n\r\nhalf`], 'stays', HANGS],
  ['a length and no body, then the end', [`${OK}content-length: 9\r\n\r\n`], 'fin', CLOSED],
  ['an enormous length, then the end', [`${OK}content-length: 900000000000000\r\n\r\nhalf`], 'fin', CLOSED],
  ['a reset that ends a body without a length', [`${OK}connection: close\r\n\r\n`, 'half'], 'reset', RESET],
  ['a reset that ends a body of HTTP/1.0', ['HTTP/1.0 200 OK\r\n\r\nhalf'], 'reset', RESET],
  ['a reset right behind the headers', [`${OK}\r\n`], 'reset', RESET],
  ['a body without a length, and no end', [`${OK}\r\nhalf`], 'stays', HANGS],
  [
    'a body that is too large',
    [`${OK}content-length: 5000\r\n\r\n${'y'.repeat(5000)}`],
    'stays',
    TOO_LARGE,
    { probe: { expect: { maxBodyBytes: 4999 } } },
  ],
  ['a body without end', [`${OK}\r\n`], 'stays', TOO_LARGE, { endlessly: 'y'.repeat(16_384) }],
]

const CHUNKS: readonly Row[] = [
  ['chunks, and the last', chunks('2\r\nok\r\n0\r\n\r\n'), 'stays', 'good'],
  ['chunks with large letters and zeros in their sizes', chunks('000A\r\n0123456789\r\n000\r\n\r\n'), 'stays', 'good'],
  ['chunks with an extension', chunks('2;a=b;c="d"\r\nok\r\n0;e\r\n\r\n'), 'stays', 'good'],
  ['chunks with trailers', chunks('2\r\nok\r\n0\r\nx-a: b\r\n\r\n'), 'stays', 'good'],
  ['the transfer coding in large letters', [`${OK}Transfer-Encoding: CHUNKED\r\n\r\n0\r\n\r\n`], 'stays', 'good'],
  ['1000 chunks of one byte', chunks(`${'1\r\na\r\n'.repeat(1000)}0\r\n\r\n`), 'stays', 'good'],
  [
    'chunks of HTTP/1.0',
    ['HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'],
    'stays',
    'good',
  ],
  ['a reset behind the last chunk', chunks('2\r\nok\r\n0\r\n\r\n'), 'reset', 'good'],
  ['chunks without the last, then the end', chunks('4\r\nhalf\r\n'), 'fin', CLOSED],
  ['chunks without the last, then a reset', chunks('4\r\nhalf\r\n'), 'reset', RESET],
  ['chunks without the last, and no end', chunks('4\r\nhalf\r\n'), 'stays', HANGS],
  ['half a chunk, then the end', chunks('9\r\nhalf'), 'fin', CLOSED],
  ['the last chunk without its end, then the end', chunks('2\r\nok\r\n0\r\n'), 'fin', CLOSED],
  ['a chunk size that is no number', chunks('zz\r\n'), 'stays', PROTOCOL],
  ['a chunk without a size', chunks('\r\nok\r\n'), 'stays', PROTOCOL],
  ['a negative chunk size', chunks('-2\r\nok\r\n'), 'stays', PROTOCOL],
  ['a chunk size beyond 64 bits', chunks('10000000000000002\r\nok\r\n'), 'stays', PROTOCOL],
  ['a chunk that is longer than its size', chunks('2\r\nokay\r\n0\r\n\r\n'), 'stays', PROTOCOL],
  ['a chunk that is shorter than its size', chunks('4\r\nok\r\n0\r\n\r\n'), 'stays', PROTOCOL],
  ['chunk lines that end without a carriage return', chunks('2\nok\n0\n\n'), 'stays', PROTOCOL],
  ['a NUL in a trailer', chunks('2\r\nok\r\n0\r\nx-a: \0\r\n\r\n'), 'stays', PROTOCOL],
  ['a trailer without a colon', chunks('2\r\nok\r\n0\r\nnonsense\r\n\r\n'), 'stays', PROTOCOL],
  ['trailers without end', chunks('2\r\nok\r\n0\r\n'), 'stays', PROTOCOL, { endlessly: `x-a: ${'y'.repeat(900)}\r\n` }],
  ['a chunk extension without end', chunks('2;'), 'stays', TOO_LARGE, { endlessly: 'y'.repeat(16_384) }],
  ['chunks that are mostly extension', chunks(''), 'stays', TOO_LARGE, { endlessly: `1;${'y'.repeat(999)}\r\na\r\n` }],
  ['chunks of one byte without end', chunks(''), 'stays', TOO_LARGE, { endlessly: '1\r\na\r\n'.repeat(1000) }],
]

const CODINGS: readonly Row[] = [
  ['a body of gzip', coded('gzip', gzipSync(TEXT)), 'stays', 'good'],
  ['a body of x-gzip', coded('X-GZIP', gzipSync(TEXT)), 'stays', 'good'],
  ['a body of gzip twice', coded('gzip, gzip', gzipSync(gzipSync(TEXT))), 'stays', 'good'],
  ['a body of deflate', coded('deflate', deflateSync(TEXT)), 'stays', 'good'],
  ['a body of deflate without its header', coded('deflate', deflateRawSync(TEXT)), 'stays', 'good'],
  ['a body of brotli', coded('br', brotliCompressSync(TEXT)), 'stays', 'good'],
  ['a body of zstd', coded('zstd', zstdCompressSync(TEXT)), 'stays', 'good'],
  ['an empty body of gzip', coded('gzip', gzipSync('')), 'stays', 'good'],
  ['no body at all, of gzip', coded('gzip', Buffer.alloc(0)), 'stays', 'good'],
  ['a coding that is none', coded('utf-8', Buffer.from(TEXT)), 'stays', 'good'],
  ['a body that is not gzip as it says', coded('gzip', Buffer.from(TEXT)), 'stays', PROTOCOL],
  ['a body that is not brotli as it says', coded('br', Buffer.from(TEXT)), 'stays', PROTOCOL],
  ['a body that is not zstd as it says', coded('zstd', Buffer.from(TEXT)), 'stays', PROTOCOL],
  ['a body of gzip that says deflate', coded('deflate', gzipSync(TEXT)), 'stays', PROTOCOL],
  ['a body of gzip that is cut', coded('gzip', gzipSync(TEXT).subarray(0, -4)), 'stays', PROTOCOL],
  [
    'a body of gzip whose sum is wrong',
    coded('gzip', Buffer.concat([gzipSync(TEXT).subarray(0, -8), Buffer.alloc(8)])),
    'stays',
    PROTOCOL,
  ],
  ['a body of deflate that is cut', coded('deflate', deflateSync(TEXT).subarray(0, -3)), 'stays', PROTOCOL],
  ['a body of brotli that is cut', coded('br', brotliCompressSync(TEXT).subarray(0, -2)), 'stays', PROTOCOL],
  [
    'a body of gzip with more behind it',
    coded('gzip', Buffer.concat([gzipSync(TEXT), Buffer.from('more')])),
    'stays',
    PROTOCOL,
  ],
  [
    'a body of brotli with more behind it',
    coded('br', Buffer.concat([brotliCompressSync(TEXT), Buffer.from('more')])),
    'stays',
    PROTOCOL,
  ],
  ['a body of the coding compress', coded('compress', Buffer.from(TEXT)), 'stays', PROTOCOL],
  ['a body of six codings', coded(Array(6).fill('gzip').join(), Buffer.from(TEXT)), 'stays', PROTOCOL],
  ['a bomb of gzip', coded('gzip', gzipSync(Buffer.alloc(8_388_608))), 'stays', TOO_LARGE],
  ['a bomb of gzip within gzip', coded('gzip, gzip', gzipSync(gzipSync(Buffer.alloc(50_000_000)))), 'stays', TOO_LARGE],
]

/** What a target can do with the body of an HTTP/1.1 answer. */
export const HTTP1_BODY_CASES: readonly FaultCase[] = http1Cases([...ENDS, ...CHUNKS, ...CODINGS])
