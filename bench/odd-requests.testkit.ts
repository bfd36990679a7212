import { seededRandom } from '../lib/seeded-random.ts'

const METHODS = [
  ...Array<string>(20).fill('GET'),
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'FOO',
  'get',
  'PRI',
  'M-SEARCH',
  '',
  'G\u0000T',
]
const PATHS = [
  ...Array<string>(10).fill('/'),
  '/',
  '/status.json',
  '/nothing',
  '/../etc/passwd',
  '/%00',
  '/%ff%fe',
  '//x',
  '*',
  'http://evil.example/',
  '/\u00e9',
  '/a b',
  '/?q=%',
  '/metrics;a',
  '',
]
const VERSIONS = [...Array<string>(12).fill('HTTP/1.1'), 'HTTP/1.0', 'HTTP/2.0', 'HTTP/0.9', 'HTTX/1.1', '']
const HEADERS: readonly ((random: () => number) => string)[] = [
  random => `X-Long: ${'y'.repeat(Math.floor(random() * 9000))}`,
  () => ['1', '2', '3'].map(name => `X-Large-${name}: ${'z'.repeat(7000)}`).join('\r\n'),
  () => Array.from({ length: 300 }, (_, index) => `X-${index}: v`).join('\r\n'),
  random => `X-Control: a${String.fromCharCode(Math.floor(random() * 32))}b`,
  () => 'X-High: \u00ff\u00fe\u0080',
  () => 'X Space: v',
  () => ': no name',
  () => 'NoColon',
  () => ' folded: value',
  () => 'Content-Length: 5',
  () => 'Content-Length: -1',
  () => 'Content-Length: 99999999999999999999',
  () => 'Content-Length: 1\r\nContent-Length: 2',
  () => 'Transfer-Encoding: chunked',
  () => 'Transfer-Encoding: gzip, chunked\r\nContent-Length: 3',
  () => 'Transfer-Encoding: \u000bchunked',
  () => 'Expect: 200-maybe',
  () => 'Upgrade: websocket\r\nConnection: Upgrade',
  () => 'Range: bytes=0-,0-,0-,0-',
  () => 'Cookie: a=b; c',
  () => 'Host: evil.example',
  () => 'Accept-Encoding: gzip;q=nan',
  () => 'X-Forwarded-For: 127.0.0.1',
  () => 'If-None-Match: "',
]
const BODIES = ['', '', 'hello', '5\r\nhello\r\n0\r\n\r\n', 'zz\r\n', 'x'.repeat(2000), '\u0000'.repeat(50)]

/** One request that no browser would send, as bytes; the same for the same seed. It may be a half. */
export function oddRequest(seed: number, host: string): Buffer {
  const random = seededRandom(seed)
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const hosts = [
    ...Array<string>(12).fill(`Host: ${host}`),
    'Host: evil.example',
    '',
    `Host: ${host}
Host: ${host}`,
  ]
  const headers = Array.from({ length: Math.floor(random() * 3) }, () => one(HEADERS)(random))
  const head = [[one(METHODS), one(PATHS), one(VERSIONS)].join(' '), one(hosts), ...headers].filter(line => line !== '')
  const whole = Buffer.from(`${head.join('\r\n')}\r\n\r\n${one(BODIES)}`, 'latin1')
  const kind = random()
  if (kind < 0.1) return whole.subarray(0, Math.floor(random() * whole.length))
  if (kind < 0.2) return Buffer.from(whole.map(byte => (random() < 0.02 ? Math.floor(random() * 256) : byte)))
  return whole
}
