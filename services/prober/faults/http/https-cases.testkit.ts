import { bad, type ExpectedOutcome, type FaultCase } from '../fault-case.testkit.ts'
import { peersOf } from '../peers.testkit.ts'
import { type Script, serveTlsBytes } from './serve-bytes.testkit.ts'

type Row = readonly [name: string, sends: Script['sends'], ends: Script['ends'], expected: ExpectedOutcome]

const OK = 'HTTP/1.1 200 OK\r\n'
const BARE = [`${OK}\r\n`, 'half of the body']
const CLOSED = bad('closed', 'transfer')

/** Only the closing message of TLS says that a body without a length is whole (RFC 9112 §9.8). */
const ROWS: readonly Row[] = [
  ['a body without a length, then the closing message', BARE, 'close-notify', 'good'],
  ['a body without a length, and the closing message with it', BARE, 'close-notify-at-once', 'good'],
  ['a whole answer and the closing message at once', [`${OK}\r\nok`], 'close-notify-at-once', 'good'],
  ['a body without a length, then the bare end', BARE, 'fin', CLOSED],
  ['a head and a body at once without a length, then the bare end', [`${OK}\r\nok`], 'fin', CLOSED],
  ['a head without a length, then the bare end', [`${OK}\r\n`], 'fin', CLOSED],
  [
    'a large body without a length, then the closing message',
    [`${OK}\r\n${'y'.repeat(100_000)}`],
    'close-notify',
    'good',
  ],
  [
    'a large body without a length, and the closing message with it',
    [`${OK}\r\n${'y'.repeat(100_000)}`],
    'close-notify-at-once',
    'good',
  ],
  ['a large body without a length, then the bare end', [`${OK}\r\n${'y'.repeat(100_000)}`], 'fin', CLOSED],
  ['a body without a length, cut within a record', [`${OK}\r\n`, 'y'.repeat(9000)], 'cut', CLOSED],
  ['a body without a length, then a reset', BARE, 'reset', bad('reset', 'transfer')],
  ['a body with its length, then the bare end', [`${OK}content-length: 2\r\n\r\nok`], 'fin', 'good'],
  [
    'chunks with the last, then the bare end',
    [`${OK}transfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`],
    'fin',
    'good',
  ],
  [
    'fewer bytes than announced, then the closing message',
    [`${OK}content-length: 9\r\n\r\nhalf`],
    'close-notify',
    CLOSED,
  ],
  [
    'chunks without the last, then the closing message',
    [`${OK}transfer-encoding: chunked\r\n\r\n2\r\nok\r\n`],
    'close-notify',
    CLOSED,
  ],
  ['a head without an end, then the bare end', [OK], 'fin', bad('closed', 'wait')],
  ['no byte, then the closing message', [], 'close-notify', bad('closed', 'wait')],
  ['no byte, then the bare end', [], 'fin', bad('closed', 'wait')],
]

/** What a target can do with the end of an answer over TLS, by version. */
export const HTTPS_CASES: readonly FaultCase[] = (['TLSv1.3', 'TLSv1.2'] as const).flatMap(maxVersion =>
  ROWS.map(([what, sends, ends, expected]) => {
    const name = `over ${maxVersion.replace('v', ' ')} ${what}`
    return {
      name,
      expected,
      peers: peersOf(name),
      async serve({ identities }) {
        const server = await serveTlsBytes({ identity: identities.good, maxVersion }, { sends, ends })
        return { ...server, route: { isSecure: true, ca: identities.ca } }
      },
    }
  }),
)
