import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerTo, type DnsAnswer, labels, type Query, TYPE } from '../../faults/dns-server.testkit.ts'
import { decodePacket, MalformedPacket } from './packet.ts'

const question = Buffer.concat([labels('app.test'), Buffer.from([0, 1, 0, 1])])
const query: Query = { bytes: Buffer.concat([Buffer.alloc(12), question]), question, type: 1 }
const packetOf = (answer: DnsAnswer): Buffer => answerTo(query, answer)
const textOf = (type: number, data: Buffer) => decodePacket(packetOf({ answers: [{ type, data }] })).answers[0]?.text

const bytes = (...parts: readonly (string | number | Buffer)[]): Buffer =>
  Buffer.concat(
    parts.map(part =>
      typeof part === 'number' ? Buffer.from([part]) : Buffer.isBuffer(part) ? part : Buffer.from(part),
    ),
  )

test.each<[type: keyof typeof TYPE, data: Buffer, text: string | undefined]>([
  ['A', bytes(192, 0, 2, 7), '192.0.2.7'],
  ['AAAA', Buffer.from('20010db8000000000000000000000001', 'hex'), '2001:db8::1'],
  ['AAAA', Buffer.from('00000000000000000000ffffc0000207', 'hex'), '::ffff:c000:207'],
  ['CNAME', labels('other.test'), 'other.test'],
  ['CNAME', bytes(3, 'www', 0xc0, 12), 'www.app.test'],
  ['CNAME', bytes(0), ''],
  ['MX', bytes(0, 10, labels('mail.test')), '10 mail.test'],
  ['TXT', bytes(3, 'one', 3, 'two'), 'onetwo'],
  ['TXT', bytes(5, 'café'), 'café'],
  ['TXT', bytes(), ''],
  ['CAA', bytes(128, 5, 'issue', 'ca.test'), '128 issue ca.test'],
  ['SOA', bytes('anything'), undefined],
])('a record of type %s is shown as its data is read', (type, data, text) => {
  expect(textOf(TYPE[type], data)).toBe(text)
})

test('what is no plain character in a name stands as in zone files', () => {
  expect(textOf(TYPE.CNAME, bytes(3, 'a.b', 2, '\\\n', 4, 'test', 0))).toBe('a\\.b.\\\\\\010.test')
})

test.each<[what: string, packet: Buffer]>([
  [
    'a name that points to itself',
    packetOf({ answers: [{ owner: bytes(0xc0, 26), type: 1, data: bytes(1, 2, 3, 4) }] }),
  ],
  ['two names that point to each other', packetOf({ answers: [{ type: 5, data: bytes(1, 'a', 0xc0, 38) }] })],
  ['a pointer behind the packet', packetOf({ answers: [{ type: 5, data: bytes(0xff, 0xff) }] })],
  ['half a pointer', packetOf({ answers: [{ type: 5, data: bytes(0xc0) }] })],
  ['a label of a kind that does not exist', packetOf({ answers: [{ type: 5, data: bytes(0x40, 0) }] })],
  ['a name without an end', packetOf({ answers: [{ type: 5, data: bytes(3, 'abc') }] })],
  [
    'a name of 256 bytes',
    packetOf({ answers: [{ type: 5, data: labels(`${'x'.repeat(50)}.`.repeat(5).slice(0, -1)) }] }),
  ],
  ['data that is longer than its type', packetOf({ answers: [{ type: 1, data: bytes(1, 2, 3, 4, 5) }] })],
  ['data that is shorter than its type', packetOf({ answers: [{ type: 1, data: bytes(1, 2, 3) }] })],
  ['a text that is longer than its record', packetOf({ answers: [{ type: 16, data: bytes(9, 'x') }] })],
  ['data behind the packet', packetOf({ answers: [{ type: 16, data: bytes(1, 'x'), length: 9 }] })],
  ['more records than fit', packetOf({ count: 65_535 })],
  ['one record too few', packetOf({ count: 1 })],
])('%s breaks the format', (_, packet) => expect(() => decodePacket(packet)).toThrow(MalformedPacket))

test('a name as long as names may be is read', () => {
  const name = `${'x'.repeat(62)}.`.repeat(4).slice(0, -1)
  expect(textOf(TYPE.CNAME, labels(name))).toBe(name)
})

test('whatever comes is a packet or breaks the format, and nothing else happens', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 12, maxLength: 600 }), random => {
      try {
        decodePacket(Buffer.from(random))
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedPacket)
      }
    }),
    { numRuns: 3000 },
  )
})

test('the server of a zone is shown by its name', () => {
  expect(textOf(2, labels('ns.app.test'))).toBe('ns.app.test')
})

test.each([63, 64, 191])('a label of %i bytes is read only when names may have it', length => {
  const read = () => textOf(TYPE.CNAME, bytes(length, 'x'.repeat(length), 0))
  if (length === 63) expect(read()).toBe('x'.repeat(63))
  else expect(read).toThrow(MalformedPacket)
})
