import { bad, type FaultCase } from '../fault-case.testkit.ts'
import { http1Cases, type Row } from './http1-cases.testkit.ts'

const OK = 'HTTP/1.1 200 OK\r\n'
const ERROR = 'HTTP/1.1 500 Bad\r\n'
const END = 'content-length: 2\r\n\r\nok'
const CHUNKED = 'transfer-encoding: chunked\r\n\r\n'
const HINT = 'HTTP/1.1 103 Early Hints\r\n'

const PROTOCOL = bad('protocol', 'wait')
const BROKEN_BODY = bad('protocol', 'transfer')
const CLOSED = bad('closed', 'wait')

/** What breaks an answer breaks it whatever its status; that of an error is not the reason for one that is no answer. */
const ERRORS: readonly Row[] = [
  ['an error with a NUL in a header, and no end', [`${ERROR}x-a: a\0b\r\n\r\nok`], 'stays', PROTOCOL],
  ['a last error with a NUL in a header', [`${ERROR}connection: close\r\nx-a: a\0b\r\n\r\nok`], 'fin', PROTOCOL],
  ['a NUL in a header, and no length', [`${OK}x-a: a\0b\r\n\r\nok`], 'fin', PROTOCOL],
  ['a control character in a header, and no length', [`${OK}x-a: a\x01b\r\n\r\nok`], 'fin', PROTOCOL],
  ['an error with a control character in a header', [`${ERROR}x-a: a\x01b\r\n\r\nok`], 'fin', PROTOCOL],
  ['a header that is folded, and no length', [`${OK}x-a: one\r\n two\r\n\r\nok`], 'fin', PROTOCOL],
  ['an error with a header that is folded', [`${ERROR}x-a: one\r\n two\r\n\r\nok`], 'fin', PROTOCOL],
  [
    'an error with a length before a header that is folded',
    [`${ERROR}content-length: 0\r\nx-a: one\r\n two\r\n\r\n`],
    'stays',
    PROTOCOL,
  ],
  ['an error with two lengths of 0', [`${ERROR}content-length: 0\r\ncontent-length: 0\r\n\r\n`], 'stays', PROTOCOL],
  [
    'an error with a length and a transfer coding',
    [`${ERROR}content-length: 0\r\n${CHUNKED}0\r\n\r\n`],
    'stays',
    PROTOCOL,
  ],
  [
    'an error with a transfer coding and a length',
    [`${ERROR}transfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n3\r\nbad\r\n0\r\n\r\n`],
    'stays',
    PROTOCOL,
  ],
  [
    'an error with a length beyond 64 bits',
    [`${ERROR}content-length: 18446744073709551616\r\n\r\nok`],
    'fin',
    PROTOCOL,
  ],
  ['an error with a coding after chunked', [`${ERROR}transfer-encoding: chunked, gzip\r\n\r\nok`], 'fin', PROTOCOL],
  ['an error with a chunk size that is no number', [`${ERROR}${CHUNKED}zz\r\n`], 'fin', BROKEN_BODY],
  [
    'an error with half a body, then the end',
    [`${ERROR}content-length: 9\r\n\r\nhalf`],
    'fin',
    bad('closed', 'transfer'),
  ],
  [
    'an error with half a body, then a reset',
    [`${ERROR}content-length: 9\r\n\r\nhalf`],
    'reset',
    bad('reset', 'transfer'),
  ],
  [
    'an error with half a body, and no end',
    [`${ERROR}content-length: 9\r\n\r\nhalf`],
    'stays',
    bad('timeout', 'transfer'),
  ],
  ['the status line of an error alone, then the end', [ERROR], 'fin', CLOSED],
  ['the headers of an error without an end, then the end', [`${ERROR}x-a: b\r\n`], 'fin', CLOSED],
  ['the headers of a last error without an end, then the end', [`${ERROR}connection: close\r\n`], 'fin', CLOSED],
  [
    'a redirect to an address with a DEL',
    ['HTTP/1.1 302 F\r\nlocation: /a\x7fb\r\ncontent-length: 0\r\n\r\n'],
    'stays',
    PROTOCOL,
  ],
]

const INTERIM: readonly Row[] = [
  ['an early hint that is the last answer, then the end', [`${HINT}connection: close\r\n\r\n`], 'fin', CLOSED],
  [
    'an early hint that is the last answer, then nonsense',
    [`${HINT}connection: close\r\n\r\nGARBAGE`],
    'fin',
    PROTOCOL,
  ],
  ['a 102 of HTTP/1.0, then a reset', ['HTTP/1.0 102 Processing\r\n\r\n'], 'reset', bad('reset', 'wait')],
  ['a 100 of HTTP/1.0, then the answer', ['HTTP/1.0 100 Continue\r\n\r\n', `${OK}${END}`], 'stays', 'good'],
  ['a 199, then the answer', ['HTTP/1.1 199 X\r\n\r\n', `${OK}${END}`], 'stays', 'good'],
  ['a 100 with a transfer coding, then the answer', [`HTTP/1.1 100 C\r\n${CHUNKED}`, `${OK}${END}`], 'stays', 'good'],
  [
    'an early hint in pieces that end anywhere',
    [HINT.slice(0, 10), `${HINT.slice(10)}\r`, `\n${OK}${END}`],
    'stays',
    'good',
  ],
  ['an early hint with a NUL', [`${HINT}x-a: \0\r\n\r\n${OK}${END}`], 'stays', PROTOCOL],
  [
    'an early hint of 300 KiB',
    [`${HINT}x-a: ${'y'.repeat(300_000)}\r\n\r\n${OK}${END}`],
    'stays',
    bad('headers_size', 'wait'),
  ],
  ['an early hint, then half a head and the end', [`${HINT}\r\n${OK}x`], 'fin', CLOSED],
  [
    'an early hint, then a switch of protocols',
    [`${HINT}\r\nHTTP/1.1 101 S\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n`],
    'stays',
    PROTOCOL,
  ],
]

const HEADS: readonly Row[] = [
  ['a status without a blank behind it', [`HTTP/1.1 200OK\r\n${END}`], 'stays', PROTOCOL],
  ['a tab behind the version', [`HTTP/1.1\t200 OK\r\n${END}`], 'stays', PROTOCOL],
  ['a tab behind the status', [`HTTP/1.1 200\tOK\r\n${END}`], 'stays', PROTOCOL],
  ['a version without a dot', [`HTTP/11 200 OK\r\n${END}`], 'stays', PROTOCOL],
  ['a version with a digit too many', [`HTTP/1.10 200 OK\r\n${END}`], 'stays', PROTOCOL],
  ['the status line of a radio', [`ICY 200 OK\r\n${END}`], 'stays', PROTOCOL],
  ['a byte order mark before the status line', [`\xef\xbb\xbf${OK}${END}`], 'stays', PROTOCOL],
  ['a status line that ends with two carriage returns', [`HTTP/1.1 200 OK\r\r\n${END}`], 'stays', PROTOCOL],
  ['lines that end with a carriage return only', ['HTTP/1.1 200 OK\rcontent-length: 2\r\rok'], 'fin', CLOSED],
  ['one line that ends without a carriage return', [`${OK}x-a: b\n${END}`], 'stays', 'good'],
  ['empty lines without end', [], 'stays', bad('headers_size', 'wait'), { endlessly: '\r\n'.repeat(1000) }],
  ['a blank before the colon of a length', [`${OK}content-length : 2\r\n\r\nok`], 'stays', PROTOCOL],
  ['a blank behind a length', [`${OK}content-length: 2 \r\n\r\nok`], 'stays', 'good'],
  ['a blank within a length', [`${OK}content-length: 2 3\r\n\r\nok`], 'fin', PROTOCOL],
  ['a length with a semicolon', [`${OK}content-length: 2;\r\n\r\nok`], 'fin', PROTOCOL],
  ['a length in quotation marks', [`${OK}content-length: "2"\r\n\r\nok`], 'fin', PROTOCOL],
  ['a length beyond 63 bits', [`${OK}content-length: 9223372036854775808\r\n\r\nok`], 'fin', PROTOCOL],
  ['a length with a fraction', [`${OK}content-length: 2.0\r\n\r\nok`], 'fin', PROTOCOL],
  [
    'a transfer coding with blanks around it',
    [`${OK}transfer-encoding: \t Chunked \r\n\r\n0\r\n\r\n`],
    'stays',
    'good',
  ],
  ['a transfer coding with a parameter', [`${OK}transfer-encoding: chunked;q=1\r\n\r\n0\r\n\r\n`], 'fin', PROTOCOL],
  [
    'a transfer coding behind a vertical tab',
    [`${OK}transfer-encoding: \x0bchunked\r\n\r\n0\r\n\r\n`],
    'stays',
    PROTOCOL,
  ],
  [
    'the transfer codings identity and chunked',
    [`${OK}transfer-encoding: identity, chunked\r\n\r\n0\r\n\r\n`],
    'stays',
    'good',
  ],
  [
    'the transfer coding chunked in two headers',
    [`${OK}transfer-encoding: chunked\r\n${CHUNKED}0\r\n\r\n`],
    'stays',
    PROTOCOL,
  ],
  ['no content, and chunks', [`HTTP/1.1 204 No Content\r\n${CHUNKED}`], 'stays', 'good'],
  [
    'an answer to HEAD of gzip',
    [`${OK}content-encoding: gzip\r\ncontent-length: 9\r\n\r\n`],
    'stays',
    'good',
    { probe: { request: { method: 'HEAD' } } },
  ],
  [
    'a 304 of gzip',
    ['HTTP/1.1 304 Not Modified\r\ncontent-encoding: gzip\r\n\r\n'],
    'stays',
    'good',
    { probe: { expect: { status: [[304, 304]] } } },
  ],
]

/** Browsers forgive some of these; Node's parser does not, as the guide says. */
const CHUNKS: readonly Row[] = [
  ...[
    ['a chunk size with a blank behind it', '2 \r\nok\r\n'],
    ['a chunk size with a blank before it', ' 2\r\nok\r\n'],
    ['a chunk size that begins with 0x', '0x2\r\nok\r\n'],
    ['a chunk size with a sign', '+2\r\nok\r\n'],
    ['a chunk size with an empty extension', '2;\r\nok\r\n'],
    ['a NUL in a chunk extension', '2;a=\0\r\nok\r\n'],
    ['a chunk extension that ends without a carriage return', '2;a=b\nok\r\n'],
    ['a chunk that ends without its line end', '2\r\nok'],
  ].map(([name = '', chunk = '']): Row => [name, [`${OK}${CHUNKED}`, `${chunk}0\r\n\r\n`], 'fin', BROKEN_BODY]),
  ['a trailer that is folded', [`${OK}${CHUNKED}0\r\na: b\r\n c\r\n\r\n`], 'stays', BROKEN_BODY],
  ['more bytes behind the last chunk', [`${OK}${CHUNKED}0\r\n\r\ngarbage`], 'stays', 'good'],
  ['half a chunk size, then the end', [`${OK}${CHUNKED}`, '2\r\nok\r\n1'], 'fin', bad('closed', 'transfer')],
  ['the last chunk without its end, and no end', [`${OK}${CHUNKED}`, '0\r\n'], 'stays', bad('timeout', 'transfer')],
]

/** Errors and interim answers that are broken, and spellings that are nearly right. */
export const HTTP1_ERROR_CASES: readonly FaultCase[] = http1Cases([...ERRORS, ...INTERIM, ...HEADS, ...CHUNKS])
