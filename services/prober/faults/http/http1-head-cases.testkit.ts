import { bad, type FaultCase } from '../fault-case.testkit.ts'
import { http1Cases, type Row } from './http1-cases.testkit.ts'

const OK = 'HTTP/1.1 200 OK\r\n'
/** A head with these lines, and a body of two bytes. */
const withLines = (...lines: readonly string[]) => [
  `${OK}content-length: 2\r\n${lines.map(line => `${line}\r\n`).join('')}\r\nok`,
]
/** An answer with this status line. */
const withStatus = (line: string) => [`${line}\r\ncontent-length: 2\r\n\r\nok`]
const END = 'content-length: 2\r\n\r\nok'
const HINT = 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'

const PROTOCOL = bad('protocol', 'wait')
const TOO_LARGE = bad('headers_size', 'wait')
const CLOSED = bad('closed', 'wait')

const STATUS_LINES: readonly Row[] = [
  ['a whole answer with its length', withStatus('HTTP/1.1 200 OK'), 'stays', 'good'],
  ['an answer of HTTP/1.0', withStatus('HTTP/1.0 200 OK'), 'stays', 'good'],
  ['a status line without a reason', withStatus('HTTP/1.1 200'), 'stays', 'good'],
  ['a status line that ends with a blank', withStatus('HTTP/1.1 200 '), 'stays', 'good'],
  ['a reason in other letters', withStatus('HTTP/1.1 200 \xe9t\xe9'), 'stays', 'good'],
  ['an empty line before the status line', ['\r\n', ...withStatus('HTTP/1.1 200 OK')], 'stays', 'good'],
  ['lines that end without a carriage return', ['HTTP/1.1 200 OK\ncontent-length: 2\n\nok'], 'stays', 'good'],
  ['no byte, then the end', [], 'fin', CLOSED],
  ['no byte, then a reset', [], 'reset', bad('reset', 'wait')],
  ['no byte, and no end', [], 'stays', bad('timeout', 'wait')],
  ['half a status line, then the end', ['HTTP/1.1 20'], 'fin', CLOSED],
  ['half a status line, then a reset', ['HTTP/1.1 20'], 'reset', bad('reset', 'wait')],
  ['half a status line, and no end', ['HTTP/1.1 20'], 'stays', bad('timeout', 'wait')],
  ['a status line alone, then the end', [OK], 'fin', CLOSED],
  ['a greeting of another protocol', ['220 mail ready\r\n'], 'stays', PROTOCOL],
  ['a greeting of SSH', ['SSH-2.0-OpenSSH_9.2\r\n'], 'stays', PROTOCOL],
  ['the body of HTTP/0.9', ['<!doctype html>ok'], 'fin', PROTOCOL],
  ['an alert of TLS on a bare port', [Buffer.from([0x15, 3, 1, 0, 2, 2, 0x46])], 'fin', PROTOCOL],
  ['the settings of HTTP/2 on a port of HTTP/1.1', [Buffer.alloc(9).fill(4, 3, 4)], 'stays', PROTOCOL],
  ['a NUL before the status line', ['\0HTTP/1.1 200 OK\r\n\r\n'], 'fin', PROTOCOL],
  ['a blank before the status line', [' HTTP/1.1 200 OK\r\n\r\n'], 'fin', PROTOCOL],
  ['a version of HTTP that is none', withStatus('HTTP/1.9 200 OK'), 'stays', PROTOCOL],
  ['a status line of HTTP/2', withStatus('HTTP/2 200'), 'stays', PROTOCOL],
  ['a version in lower case', withStatus('http/1.1 200 OK'), 'stays', PROTOCOL],
  ['two blanks before the status', withStatus('HTTP/1.1  200 OK'), 'stays', PROTOCOL],
  ['a status of two digits', withStatus('HTTP/1.1 20 OK'), 'stays', PROTOCOL],
  ['a status of letters', withStatus('HTTP/1.1 abc OK'), 'stays', PROTOCOL],
  ['a negative status', withStatus('HTTP/1.1 -20 OK'), 'stays', PROTOCOL],
  ['the status 000', withStatus('HTTP/1.1 000 X'), 'stays', PROTOCOL],
  ['the status 050', withStatus('HTTP/1.1 050 X'), 'stays', PROTOCOL],
  ['the status 099', withStatus('HTTP/1.1 099 X'), 'stays', PROTOCOL],
  ['a status of six digits', withStatus('HTTP/1.1 200200 OK'), 'stays', PROTOCOL],
  ['the status 600', withStatus('HTTP/1.1 600 X'), 'stays', bad('status', 'wait')],
  ['the status 999', withStatus('HTTP/1.1 999 X'), 'stays', bad('status', 'wait')],
  ['an error of the server', withStatus('HTTP/1.1 500 Bad'), 'stays', bad('status', 'wait')],
  ['a NUL in the reason', withStatus('HTTP/1.1 200 O\0K'), 'stays', PROTOCOL],
  ['a status line without an end', [OK.slice(0, -2)], 'stays', TOO_LARGE, { endlessly: 'x'.repeat(16_384) }],
]

const FIELDS: readonly Row[] = [
  ['headers with bytes of UTF-8', withLines('x-a: \xc3\xa9'), 'stays', 'good'],
  ['a header without a value', withLines('x-a:'), 'stays', 'good'],
  ['a header with blanks around its value', withLines('x-a: \t b \t'), 'stays', 'good'],
  ['a header with every character of a name', withLines("x!#$%&'*+-.^_`|~9: b"), 'stays', 'good'],
  ['a header twice', withLines('x-a: 1', 'x-a: 2'), 'stays', 'good'],
  ['a header named __proto__', withLines('__proto__: 1', 'constructor: 2'), 'stays', 'good'],
  ['a cookie named __proto__', withLines('set-cookie: __proto__=1'), 'stays', 'good'],
  ['headers byte by byte', [...`${OK}${END}`], 'stays', 'good'],
  ['20 KiB of headers', withLines(`x-a: ${'y'.repeat(20_480)}`), 'stays', 'good'],
  ['250 KiB of headers', withLines(...Array.from({ length: 250 }, () => `x-a: ${'y'.repeat(1000)}`)), 'stays', 'good'],
  ['a time to keep alive that is enormous', withLines('keep-alive: timeout=99999999999999'), 'stays', 'good'],
  ['a time to keep alive that is none', withLines('keep-alive: timeout=-1, max=x'), 'stays', 'good'],
  ['an offer to upgrade', withLines('connection: upgrade', 'upgrade: h2c'), 'stays', 'good'],
  ['"connection: close", and no end', withLines('connection: close'), 'stays', 'good'],
  ['headers without an end, then the end', [`${OK}x-a: b\r\n`], 'fin', CLOSED],
  ['headers without an end, then a reset', [`${OK}x-a: b\r\n`], 'reset', bad('reset', 'wait')],
  ['headers without an end, and no end', [`${OK}x-a: b\r\n`], 'stays', bad('timeout', 'wait')],
  ['a NUL in a header', withLines('x-a: a\0b'), 'stays', PROTOCOL],
  ['a NUL in a header of an error', ['HTTP/1.1 500 Bad\r\nx-a: a\0b\r\n\r\n'], 'fin', PROTOCOL],
  ['a control character in a header', withLines('x-a: a\x01b'), 'stays', PROTOCOL],
  ['a DEL in a header', withLines('x-a: a\x7fb'), 'stays', PROTOCOL],
  ['a carriage return in a header', withLines('x-a: a\rb'), 'stays', PROTOCOL],
  ['a header that is folded', withLines('x-a: one', ' two'), 'stays', PROTOCOL],
  ['a first header that is folded', [`${OK} x-a: one\r\n${END}`], 'stays', PROTOCOL],
  ['a line without a colon', withLines('nonsense'), 'stays', PROTOCOL],
  ['a header without a name', withLines(': b'), 'stays', PROTOCOL],
  ['a blank before a colon', withLines('x-a : b'), 'stays', PROTOCOL],
  ['a blank in the name of a header', withLines('x a: b'), 'stays', PROTOCOL],
  ['a NUL in the name of a header', withLines('x\0a: b'), 'stays', PROTOCOL],
  ['a letter with an accent in the name of a header', withLines('\xe9: b'), 'stays', PROTOCOL],
  ['300 KiB in one header', withLines(`x-a: ${'y'.repeat(300_000)}`), 'stays', TOO_LARGE],
  [
    '300 KiB of headers',
    withLines(...Array.from({ length: 300 }, () => `x-a: ${'y'.repeat(1000)}`)),
    'stays',
    TOO_LARGE,
  ],
  ['6000 headers', withLines(...Array.from({ length: 6000 }, () => 'a:')), 'stays', TOO_LARGE],
  ['headers without end', [OK], 'stays', TOO_LARGE, { endlessly: `x-a: ${'y'.repeat(900)}\r\n` }],
  ['a header whose name has no end', [OK], 'stays', TOO_LARGE, { endlessly: 'y'.repeat(16_384) }],
  [
    'more headers than this probe allows',
    withLines(`x-a: ${'y'.repeat(900)}`),
    'stays',
    TOO_LARGE,
    { probe: { expect: { maxHeaderBytes: 500 } } },
  ],
]

const LENGTHS: readonly Row[] = [
  ['a length with zeros before it', [`${OK}content-length: 0002\r\n\r\nok`], 'stays', 'good'],
  ['the transfer coding "identity"', [`${OK}transfer-encoding: identity\r\n\r\nok`], 'fin', 'good'],
  ['two equal lengths', [`${OK}content-length: 2\r\n${END}`], 'stays', PROTOCOL],
  ['two lengths that differ', [`${OK}content-length: 3\r\n${END}`], 'stays', PROTOCOL],
  ['two lengths of 0', [`${OK}content-length: 0\r\ncontent-length: 0\r\n\r\n`], 'stays', PROTOCOL],
  ['two lengths in one header', [`${OK}content-length: 2, 2\r\n\r\nok`], 'stays', PROTOCOL],
  ['a negative length', [`${OK}content-length: -1\r\n\r\nok`], 'fin', PROTOCOL],
  ['a length with a sign', [`${OK}content-length: +2\r\n\r\nok`], 'fin', PROTOCOL],
  ['a hexadecimal length', [`${OK}content-length: 0x2\r\n\r\nok`], 'fin', PROTOCOL],
  ['a length without a number', [`${OK}content-length:\r\n\r\nok`], 'fin', PROTOCOL],
  ['a length beyond 64 bits', [`${OK}content-length: 18446744073709551616\r\n\r\nok`], 'fin', PROTOCOL],
  [
    'a length and a transfer coding',
    [`${OK}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
    'stays',
    PROTOCOL,
  ],
  [
    'a transfer coding and a length',
    [`${OK}transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n`],
    'stays',
    PROTOCOL,
  ],
  [
    'the transfer coding chunked twice',
    [`${OK}transfer-encoding: chunked, chunked\r\n\r\n0\r\n\r\n`],
    'stays',
    PROTOCOL,
  ],
  ['a transfer coding before chunked', [`${OK}transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n`], 'stays', PROTOCOL],
  ['a transfer coding after chunked', [`${OK}transfer-encoding: chunked, gzip\r\n\r\nok`], 'fin', PROTOCOL],
  ['a transfer coding that is none', [`${OK}transfer-encoding: xchunked\r\n\r\nok`], 'fin', PROTOCOL],
  ['no content, and no length', ['HTTP/1.1 204 No Content\r\n\r\n'], 'stays', 'good'],
  ['no content, and a length', ['HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\n'], 'stays', 'good'],
  [
    'an answer to HEAD with a length',
    [`${OK}content-length: 5\r\n\r\n`],
    'stays',
    'good',
    { probe: { request: { method: 'HEAD' } } },
  ],
  ['an answer to HEAD with a body', withLines(), 'stays', 'good', { probe: { request: { method: 'HEAD' } } }],
]

const INTERIM: readonly Row[] = [
  ['a 100 that was not asked for, then the answer', ['HTTP/1.1 100 Continue\r\n\r\n', `${OK}${END}`], 'stays', 'good'],
  ['a 100 and the answer at once', [`HTTP/1.1 100 Continue\r\n\r\n${OK}${END}`], 'stays', 'good'],
  ['an early hint before the answer', [HINT, `${OK}${END}`], 'stays', 'good'],
  ['a 102 before the answer', ['HTTP/1.1 102 Processing\r\n\r\n', `${OK}${END}`], 'stays', 'good'],
  ['an interim status that nobody knows', ['HTTP/1.1 150 Odd\r\n\r\n', `${OK}${END}`], 'stays', 'good'],
  ['five interim answers before the answer', [HINT.repeat(5), `${OK}${END}`], 'stays', 'good'],
  [
    'an interim answer with a length',
    [`HTTP/1.1 103 Early Hints\r\n${END.slice(0, -2)}`, `${OK}${END}`],
    'stays',
    'good',
  ],
  ['an early hint, then an error', [HINT, withStatus('HTTP/1.1 500 Bad')[0] ?? ''], 'stays', bad('status', 'wait')],
  ['six interim answers', [HINT.repeat(6), `${OK}${END}`], 'stays', PROTOCOL],
  ['interim answers without end', [], 'stays', PROTOCOL, { endlessly: HINT }],
  ['an early hint, then the end', [HINT], 'fin', CLOSED],
  ['an early hint, then a reset', [HINT], 'reset', bad('reset', 'wait')],
  ['an early hint, and no end', [HINT], 'stays', bad('timeout', 'wait')],
  ['an early hint, then nonsense', [HINT, 'GARBAGE'], 'fin', PROTOCOL],
  [
    'a switch of protocols that was not asked for',
    ['HTTP/1.1 101 Sw\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n'],
    'stays',
    PROTOCOL,
  ],
  ['a 101 that names no protocol', ['HTTP/1.1 101 Sw\r\nconnection: close\r\n\r\n'], 'fin', PROTOCOL],
]

/** What a target can do with the head of an HTTP/1.1 answer. */
export const HTTP1_HEAD_CASES: readonly FaultCase[] = http1Cases([...STATUS_LINES, ...FIELDS, ...LENGTHS, ...INTERIM])
