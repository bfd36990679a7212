import { gzipSync } from 'node:zlib'
import { bad, type ExpectedOutcome, type FaultCase } from '../fault-case.testkit.ts'
import { peersOf } from '../peers.testkit.ts'
import { block, data, frame, goAway, head, headers, padded, reset, SETTINGS, TYPES } from './http2-bytes.testkit.ts'
import { type Script, serveTlsBytes } from './serve-bytes.testkit.ts'

type Row = readonly [
  name: string,
  sends: Script['sends'],
  ends: Script['ends'],
  expected: ExpectedOutcome,
  more?: { readonly endlessly?: Buffer; readonly isHead?: boolean },
]

const LAST = { isLast: true }
const HINT = headers([[':status', '103']])
const RESET = bad('reset', 'transfer')
const WAIT_RESET = bad('reset', 'wait')
const CLOSED = bad('closed', 'transfer')
const PROTOCOL = bad('protocol', 'transfer')
const WAIT_PROTOCOL = bad('protocol', 'wait')

const GOOD: readonly Row[] = [
  ['a whole answer', [head(), data('ok', LAST)], 'stays', 'good'],
  ['an answer without a body', [headers([[':status', '200']], LAST)], 'stays', 'good'],
  ['an answer whose last frame is empty', [head(), data('ok'), data('', LAST)], 'stays', 'good'],
  ['an answer with trailers', [head(), data('ok'), headers([['x-a', 'b']], LAST)], 'stays', 'good'],
  ['an early hint before the answer', [HINT, head(), data('ok', LAST)], 'stays', 'good'],
  ['five early hints before the answer', [...Array(5).fill(HINT), head(), data('ok', LAST)], 'stays', 'good'],
  ['a frame with padding', [head(), padded('ok', 200)], 'stays', 'good'],
  ['a whole answer, then a reset without an error', [head(), data('ok', LAST), reset(0)], 'stays', 'good'],
  ['a farewell, then the answer', [goAway(0, 1), head(), data('ok', LAST)], 'stays', 'good'],
  ['a farewell in the middle of the answer', [head(), goAway(0, 2 ** 31 - 1), data('ok', LAST)], 'stays', 'good'],
  ['a whole answer, then the bare end', [head(), data('ok', LAST)], 'fin', 'good'],
  ['a frame of a type that nobody knows', [frame(99, 0, 1, 'x'), head(), data('ok', LAST)], 'stays', 'good'],
  [
    'headers in two frames',
    [
      frame(TYPES.headers, 0, 1, block([':status', '200'])),
      frame(TYPES.continuation, 4, 1, block(['x-a', 'b'])),
      data('ok', LAST),
    ],
    'stays',
    'good',
  ],
  [
    '60 KiB of headers',
    [head(['x-a', 'y'.repeat(15_000)], ['x-b', 'y'.repeat(1000)]), data('ok', LAST)],
    'stays',
    'good',
  ],
  [
    'an answer to HEAD with a length',
    [
      headers(
        [
          [':status', '200'],
          ['content-length', '5'],
        ],
        LAST,
      ),
    ],
    'stays',
    'good',
    { isHead: true },
  ],
]

const BROKEN: readonly Row[] = [
  ['a reset in the body: CANCEL', [head(), data('half'), reset(8)], 'stays', RESET],
  ['a reset in the body: NO_ERROR', [head(), data('half'), reset(0)], 'stays', RESET],
  ['a reset in the body: INTERNAL_ERROR', [head(), data('half'), reset(2)], 'stays', RESET],
  ['a reset in the body with a code that nobody knows', [head(), data('half'), reset(0xffff)], 'stays', RESET],
  ['headers, a body and a reset at once', [Buffer.concat([head(), data('half'), reset(8)])], 'stays', RESET],
  ['a reset right behind the headers', [head(), reset(8)], 'stays', RESET],
  ['a reset before the headers: CANCEL', [reset(8)], 'stays', WAIT_RESET],
  ['a reset before the headers: REFUSED_STREAM', [reset(7)], 'stays', WAIT_RESET],
  ['a reset before the headers: HTTP_1_1_REQUIRED', [reset(13)], 'stays', WAIT_RESET],
  ['an early hint, then a reset', [HINT, reset(2)], 'stays', WAIT_RESET],
  ['a reset of the connection in the body', [head(), data('half')], 'reset', RESET],
  ['the bare end in the body', [head(), data('half')], 'fin', CLOSED],
  ['the closing message in the body', [head(), data('half')], 'close-notify', CLOSED],
  ['the end before the headers', [], 'close-notify', bad('closed', 'wait')],
  ['an end within a frame', [head(), frame(TYPES.data, 1, 1, 'whole').subarray(0, 11)], 'fin', CLOSED],
  ['a farewell with an error in the body', [head(), data('half'), goAway(2, 1)], 'stays', PROTOCOL],
  ['a farewell with an error before the headers', [goAway(11, 0)], 'stays', WAIT_PROTOCOL],
  ['a farewell that takes no stream', [goAway(0, 0)], 'stays', bad('closed', 'wait')],
  ['a farewell in the body, then the end', [head(), data('half'), goAway(0, 1)], 'close-notify', CLOSED],
  ['no frame at all', [], 'stays', bad('timeout', 'wait')],
  ['half a body, and no end', [head(), data('half')], 'stays', bad('timeout', 'transfer')],
  ['an early hint, and no end', [HINT], 'stays', bad('timeout', 'wait')],
]

const WRONG: readonly Row[] = [
  ['fewer bytes than announced', [head(['content-length', '9']), data('half', LAST)], 'stays', PROTOCOL],
  ['more bytes than announced', [head(['content-length', '2']), data('more', LAST)], 'stays', PROTOCOL],
  [
    'a length, and no body',
    [
      headers(
        [
          [':status', '200'],
          ['content-length', '9'],
        ],
        LAST,
      ),
    ],
    'stays',
    WAIT_PROTOCOL,
  ],
  ['a body before the headers', [data('ok', LAST)], 'stays', WAIT_PROTOCOL],
  ['trailers that are not the last', [head(), data('ok'), headers([['x-a', 'b']])], 'stays', PROTOCOL],
  ['a status in the trailers', [head(), data('ok'), headers([[':status', '200']], LAST)], 'stays', PROTOCOL],
  ['headers without a status', [headers([['x-a', 'b']], LAST)], 'stays', WAIT_PROTOCOL],
  ['a status of letters', [headers([[':status', 'abc']], LAST)], 'stays', WAIT_PROTOCOL],
  ['the status 099', [headers([[':status', '099']], LAST)], 'stays', WAIT_PROTOCOL],
  ['the status 101', [headers([[':status', '101']]), head(), data('ok', LAST)], 'stays', WAIT_PROTOCOL],
  [
    'two statuses',
    [
      headers(
        [
          [':status', '200'],
          [':status', '200'],
        ],
        LAST,
      ),
    ],
    'stays',
    WAIT_PROTOCOL,
  ],
  [
    'a large letter in the name of a header',
    [
      headers(
        [
          [':status', '200'],
          ['X-a', 'b'],
        ],
        LAST,
      ),
    ],
    'stays',
    WAIT_PROTOCOL,
  ],
  // nghttp2, which Node and curl stand on, leaves such a header out and says nothing.
  [
    'a NUL in a header',
    [
      headers(
        [
          [':status', '200'],
          ['x-a', 'a\0b'],
        ],
        LAST,
      ),
    ],
    'stays',
    'good',
  ],
  [
    'a header of the connection',
    [
      headers(
        [
          [':status', '200'],
          ['connection', 'close'],
        ],
        LAST,
      ),
    ],
    'stays',
    WAIT_PROTOCOL,
  ],
  ['an error of the server', [headers([[':status', '503']], LAST)], 'stays', bad('status', 'wait')],
  ['an answer of HTTP/1.1', ['HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'], 'stays', WAIT_PROTOCOL],
  [
    'a block of headers that cannot be unpacked',
    [frame(TYPES.headers, 5, 1, Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]))],
    'stays',
    WAIT_PROTOCOL,
  ],
  ['a body on a stream that nobody opened', [head(), data('ok', { stream: 3, isLast: true })], 'stays', PROTOCOL],
  [
    'a push that was not asked for',
    [frame(TYPES.pushPromise, 4, 1, Buffer.concat([Buffer.from([0, 0, 0, 2]), block([':method', 'GET'])]))],
    'stays',
    WAIT_PROTOCOL,
  ],
  ['a frame that is too large', [head(), data('y'.repeat(20_000), LAST)], 'stays', PROTOCOL],
  [
    'a window that overflows',
    [head(), frame(TYPES.windowUpdate, 0, 1, Buffer.from([0x7f, 0xff, 0xff, 0xff]))],
    'stays',
    PROTOCOL,
  ],
  ['a frame behind the end of the stream', [head(), data('ok', LAST), data('more', LAST)], 'stays', 'good'],
  ['a body that is not gzip as it says', [head(['content-encoding', 'gzip']), data('text', LAST)], 'stays', PROTOCOL],
  [
    'a body of gzip that is cut',
    [head(['content-encoding', 'gzip']), data(gzipSync('text').subarray(0, -4).toString('latin1'), LAST)],
    'stays',
    PROTOCOL,
  ],
]

const FLOODS: readonly Row[] = [
  ['six early hints', [...Array(6).fill(HINT), head(), data('ok', LAST)], 'stays', WAIT_PROTOCOL],
  ['early hints without end', [], 'stays', WAIT_PROTOCOL, { endlessly: HINT }],
  ['a body without end', [head()], 'stays', bad('body_size', 'transfer'), { endlessly: data('y'.repeat(16_384)) }],
  ['frames of one byte without end', [head()], 'stays', PROTOCOL, { endlessly: data('y') }],
  ['empty frames without end', [head()], 'stays', PROTOCOL, { endlessly: data('') }],
  ['settings without end', [], 'stays', WAIT_PROTOCOL, { endlessly: frame(TYPES.settings, 0, 0) }],
  ['pings without end', [], 'stays', WAIT_PROTOCOL, { endlessly: frame(TYPES.ping, 0, 0, 'pingpong') }],
  [
    'headers without end',
    [frame(TYPES.headers, 0, 1, block([':status', '200']))],
    'stays',
    WAIT_PROTOCOL,
    { endlessly: frame(TYPES.continuation, 0, 1, block(['x-a', 'y'.repeat(900)])) },
  ],
  [
    'more headers than Node takes',
    [
      frame(
        TYPES.headers,
        4,
        1,
        block([':status', '200'], ...Array.from({ length: 200 }, (): [string, string] => ['x-a', 'b'])),
      ),
    ],
    'stays',
    bad('headers_size', 'wait'),
  ],
]

/** What a target can do with the frames of an HTTP/2 answer. */
export const HTTP2_CASES: readonly FaultCase[] = [...GOOD, ...BROKEN, ...WRONG, ...FLOODS].map(
  ([what, sends, ends, expected, { endlessly, isHead = false } = {}]) => {
    const name = `over HTTP/2 ${what}`
    return {
      name,
      expected,
      peers: peersOf(name),
      async serve({ identities }) {
        const [first = Buffer.alloc(0), ...others] = sends
        const isHttp2 = typeof first !== 'string'
        const server = await serveTlsBytes(
          { identity: identities.good, alpn: 'h2' },
          {
            sends: isHttp2 ? [Buffer.concat([SETTINGS, first]), ...others] : sends,
            ends,
            ...(endlessly === undefined ? {} : { endlessly }),
          },
        )
        const request = { httpVersion: '2' as const, ...(isHead ? { method: 'HEAD' } : {}) }
        return { ...server, route: { isSecure: true, ca: identities.ca }, probe: { request } }
      },
    }
  },
)
