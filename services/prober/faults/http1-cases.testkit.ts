import { bad, type FaultCase, type Peers, type Verdict } from './fault-case.testkit.ts'
import { type Script, serveBytes } from './serve-bytes.testkit.ts'

function http1(name: string, script: Script, expected: Verdict, peers: Peers): FaultCase {
  return { name, serve: () => serveBytes(script), expected, peers }
}

const OK = 'HTTP/1.1 200 OK\r\n'

/** What a target can do with the bytes of an HTTP/1.1 answer. */
export const HTTP1_CASES: readonly FaultCase[] = [
  http1('a whole answer with its length', { sends: [`${OK}content-length: 2\r\n\r\nok`], ends: 'stays' }, 'good', {
    curl: 'good',
    blackbox: 'good',
    browser: 'good',
  }),
  http1('an answer that ends with the connection', { sends: [`${OK}\r\nok`], ends: 'fin' }, 'good', {
    curl: 'good',
    blackbox: 'good',
    browser: 'good',
  }),
  http1('no byte, then the end', { sends: [], ends: 'fin' }, bad('closed', 'wait'), {
    curl: '52 empty reply',
    blackbox: 'EOF',
    browser: 'ERR_EMPTY_RESPONSE',
  }),
  http1('no byte, then a reset', { sends: [], ends: 'reset' }, bad('reset', 'wait'), {
    curl: '56 reset',
    blackbox: 'connection reset by peer',
    browser: 'ERR_CONNECTION_RESET',
  }),
  http1('half a status line, then the end', { sends: ['HTTP/1.1 20'], ends: 'fin' }, bad('closed', 'wait'), {
    curl: '1 unsupported status line',
    blackbox: 'malformed HTTP response',
    browser: 'good, HTTP/0.9 on a default port',
  }),
  http1(
    'fewer bytes than announced',
    { sends: [`${OK}content-length: 9\r\n\r\nhalf`], ends: 'fin' },
    bad('closed', 'transfer'),
    {
      curl: '18 bytes remaining',
      blackbox: 'unexpected EOF',
      browser: 'ERR_CONTENT_LENGTH_MISMATCH',
    },
  ),
  http1(
    'chunks without the last',
    { sends: [`${OK}transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n`], ends: 'fin' },
    bad('closed', 'transfer'),
    {
      curl: '18 bytes remaining',
      blackbox: 'unexpected EOF',
      browser: 'ERR_INCOMPLETE_CHUNKED_ENCODING',
    },
  ),
  http1(
    'a chunk size that is no number',
    { sends: [`${OK}transfer-encoding: chunked\r\n\r\nzz\r\n`], ends: 'stays' },
    bad('protocol', 'transfer'),
    {
      curl: '56 invalid chunk',
      blackbox: 'invalid byte in chunk length',
      browser: 'ERR_INVALID_CHUNKED_ENCODING',
    },
  ),
  http1(
    'an early hint before the answer',
    { sends: ['HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n', `${OK}content-length: 0\r\n\r\n`], ends: 'stays' },
    'good',
    {
      curl: 'good',
      blackbox: 'good',
      browser: 'good',
    },
  ),
  http1('a greeting of another protocol', { sends: ['220 mail ready\r\n'], ends: 'stays' }, bad('protocol', 'wait'), {
    curl: '1 HTTP/0.9 not allowed',
    blackbox: 'malformed HTTP response',
    browser: 'good, HTTP/0.9 on a default port',
  }),
]
