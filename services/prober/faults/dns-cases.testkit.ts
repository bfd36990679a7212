import type { Socket } from 'node:net'
import type { DnsType, Expectation } from '../definition/model.ts'
import type { TestServer } from '../probes/fault-servers.testkit.ts'
import {
  answerTo,
  type DnsAnswer,
  type DnsRecord,
  framed,
  labels,
  type Query,
  serveDnsPackets,
  TYPE,
} from './dns-server.testkit.ts'
import { bad, type ExpectedOutcome, type FaultCase } from './fault-case.testkit.ts'

/** What a probe of a DNS server asks and expects. */
interface Asked {
  readonly type?: DnsType
  readonly expect?: Partial<Expectation>
  /** Ask for a name to connect to, as an http probe does. */
  readonly isToConnect?: boolean
}

type Peers = readonly [dig: string, blackbox: string]

function dns(
  name: string,
  serve: () => Promise<TestServer>,
  expected: ExpectedOutcome,
  [dig, blackbox]: Peers,
  asked: Asked = {},
): FaultCase {
  return {
    name: `a DNS server ${name}`,
    async serve() {
      const server = await serve()
      const resolver = `127.0.0.1:${server.port}`
      if (asked.isToConnect === true) return { ...server, route: { host: 'app.test', resolver } }
      const probe = {
        kind: 'dns',
        query: { name: 'app.test', type: asked.type ?? 'A' },
        expect: asked.expect ?? {},
      } as const
      return { ...server, route: { host: '', resolver }, probe }
    },
    expected,
    peers: { curl: `dig: ${dig}`, blackbox, browser: 'asks through its system' },
  }
}

const answers = (answer: DnsAnswer) => () => serveDnsPackets((query, send) => send(answerTo(query, answer)))
const sends = (make: (query: Query) => readonly Buffer[]) => () =>
  serveDnsPackets((query, send) => {
    for (const bytes of make(query)) send(bytes)
  })
/** Truncated over UDP, and this over TCP. */
const overTcp = (onStream: (query: Query, socket: Socket) => void) => () =>
  serveDnsPackets((query, send) => send(answerTo(query, { flags: TRUNCATED })), onStream)

const TRUNCATED = 0x8380
const GOOD: DnsRecord = { type: TYPE.A, data: Buffer.from([192, 0, 2, 7]) }
const alias = (owner: string, target: string): DnsRecord => ({ owner, type: TYPE.CNAME, data: labels(target) })
const address = (owner: string): DnsRecord => ({ ...GOOD, owner })
const mail = Buffer.concat([Buffer.from([0, 10]), labels('mail.test')])
const texts = Buffer.concat([Buffer.from([3]), Buffer.from('one'), Buffer.from([3]), Buffer.from('two')])
const authority = Buffer.concat([Buffer.from([0, 5]), Buffer.from('issue'), Buffer.from('ca.test')])
const soa: DnsRecord = {
  owner: 'test',
  type: TYPE.SOA,
  data: Buffer.concat([labels('ns.test'), labels('root.test'), Buffer.alloc(20)]),
}
const good = { answers: [GOOD] }

const RCODE = bad('rcode', 'wait')
const ANSWER = bad('answer', 'wait')
const BROKEN = bad('dns_error', 'wait')
const LATE = bad('timeout', 'wait')
const NOERROR_EMPTY = ['NOERROR, ANSWER: 0', 'good without validate_answer_rrs'] as const

/** What a DNS server can answer. */
export const DNS_CASES: readonly FaultCase[] = [
  dns('that answers', answers(good), 'good', ['NOERROR', 'good'], { expect: { answers: ['192.0.2.7'] } }),
  dns(
    'that answers in other case',
    sends(query => [answerTo(query, { ...good, question: upper(query) })]),
    'good',
    ['NOERROR', 'good'],
  ),
  dns(
    'that answers with a chain of aliases',
    answers({ answers: [alias('app.test', 'a.test'), alias('a.test', 'b.test'), address('b.test')] }),
    'good',
    ['NOERROR', 'good'],
  ),
  dns(
    'that gives the aliases in another order',
    answers({ answers: [address('b.test'), alias('a.test', 'b.test'), alias('app.test', 'a.test')] }),
    'good',
    ['NOERROR', 'good'],
  ),
  dns('that answers with an alias only', answers({ answers: [alias('app.test', 'a.test')] }), ANSWER, [
    'NOERROR',
    'good',
  ]),
  dns('that is asked for an alias', answers({ answers: [alias('app.test', 'a.test')] }), 'good', ['NOERROR', 'good'], {
    type: 'CNAME',
    expect: { answers: ['a.test'] },
  }),
  dns(
    'that answers with a loop of aliases',
    answers({ answers: [alias('app.test', 'a.test'), alias('a.test', 'app.test')] }),
    ANSWER,
    ['NOERROR', 'good'],
  ),
  dns(
    'that answers with a loop of aliases and an address',
    answers({ answers: [alias('app.test', 'a.test'), alias('a.test', 'app.test'), address('b.test')] }),
    ANSWER,
    ['NOERROR', 'good'],
  ),
  dns('that answers with the address of another name', answers({ answers: [address('evil.test')] }), ANSWER, [
    'NOERROR',
    'good',
  ]),
  dns('that answers in the class CHAOS', answers({ answers: [{ ...GOOD, recordClass: 3 }] }), ANSWER, [
    'got bad packet: bad label type',
    'good',
  ]),
  dns('that answers with no record', answers({}), ANSWER, NOERROR_EMPTY),
  dns('that answers with no record, where none is expected', answers({ authorities: [soa] }), 'good', NOERROR_EMPTY, {
    expect: { rcode: 'NODATA' },
  }),
  dns('that answers with records of other types only', answers({ answers: [{ type: TYPE.MX, data: mail }] }), ANSWER, [
    'NOERROR',
    'good',
  ]),
  dns(
    'that answers with records of an unknown type too',
    answers({ answers: [{ type: 65_280, data: Buffer.from('?') }, GOOD] }),
    'good',
    ['NOERROR', 'good'],
  ),
  dns('that is asked for MX', answers({ answers: [{ type: TYPE.MX, data: mail }] }), 'good', ['NOERROR', 'good'], {
    type: 'MX',
    expect: { answers: ['10 mail.test'] },
  }),
  dns('that is asked for TXT', answers({ answers: [{ type: TYPE.TXT, data: texts }] }), 'good', ['NOERROR', 'good'], {
    type: 'TXT',
    expect: { answers: ['onetwo'] },
  }),
  dns(
    'that is asked for CAA',
    answers({ answers: [{ type: TYPE.CAA, data: authority }] }),
    'good',
    ['NOERROR', 'good'],
    { type: 'CAA', expect: { answers: ['0 issue ca.test'] } },
  ),
  dns(
    'that is asked for AAAA',
    answers({
      answers: [
        { type: TYPE.AAAA, data: Buffer.concat([Buffer.from('20010db8', 'hex'), Buffer.alloc(11), Buffer.from([1])]) },
      ],
    }),
    'good',
    ['NOERROR', 'good'],
    { type: 'AAAA', expect: { answers: ['2001:db8::1'] } },
  ),
  ...([1, 2, 3, 4, 5, 6, 9, 11, 15] as const).map(rcode =>
    dns(`with the response code ${rcode}`, answers({ rcode }), RCODE, [
      `status ${rcode}`,
      'rcode is not one of the valid',
    ]),
  ),
  dns('with an error and an answer', answers({ rcode: 2, ...good }), RCODE, [
    'SERVFAIL',
    'rcode is not one of the valid',
  ]),
  dns('that cannot read the question and leaves it out', answers({ rcode: 1, question: Buffer.alloc(0) }), RCODE, [
    'FORMERR',
    'FORMERR',
  ]),
  dns(
    'that does not answer',
    sends(() => []),
    LATE,
    ['timed out', 'i/o timeout'],
  ),
  dns('that answers with another number', answers({ ...good, id: 1 }), LATE, ['ID mismatch, timed out', 'i/o timeout']),
  dns(
    'that answers another question',
    answers({ ...good, question: Buffer.concat([labels('evil.test'), Buffer.from([0, 1, 0, 1])]) }),
    LATE,
    ['question section mismatch, no answer', 'good'],
  ),
  dns(
    'that answers a question of another type',
    answers({ ...good, question: Buffer.concat([labels('app.test'), Buffer.from([0, 28, 0, 1])]) }),
    LATE,
    ['question section mismatch, no answer', 'good'],
  ),
  dns(
    'that sends the query back',
    sends(query => [query.bytes]),
    LATE,
    ['NOERROR, query response not set', 'good: NOERROR'],
  ),
  dns(
    'that sends wrong packets before the right one',
    sends(query => [answerTo(query, { ...good, id: 1 }), Buffer.from('?'), answerTo(query, good)]),
    'good',
    ['ID mismatch, then NOERROR', 'dns: short read'],
  ),
  dns('that floods with other numbers', () => serveDnsPackets((query, send) => flood(query, send)), BROKEN, [
    'ID mismatch, timed out',
    'i/o timeout',
  ]),
  dns(
    'that sends nothing but a head',
    sends(query => [answerTo(query, { ...good, question: Buffer.alloc(0) }).subarray(0, 12)]),
    BROKEN,
    ['NOERROR, malformed message packet', 'good'],
  ),
  dns(
    'that sends a half packet',
    sends(query => [answerTo(query, good).subarray(0, -3)]),
    BROKEN,
    ['NOERROR, malformed message packet', 'overflowing header size'],
  ),
  dns('that announces more answers than it sends', answers({ ...good, count: 60_000 }), BROKEN, [
    'NOERROR, malformed message packet',
    'good',
  ]),
  dns(
    'with a name that points to itself',
    answers({ answers: [{ ...GOOD, owner: Buffer.from([0xc0, 26]) }] }),
    BROKEN,
    ['got bad packet: bad compression pointer', 'too many compression pointers'],
  ),
  dns(
    'with a name that points beyond the packet',
    answers({ answers: [{ ...GOOD, owner: Buffer.from([0xff, 0xff]) }] }),
    BROKEN,
    ['got bad packet: bad compression pointer', 'buffer size too small'],
  ),
  dns(
    'with a name of 500 characters',
    answers({ answers: [address(Array.from({ length: 10 }, () => 'x'.repeat(50)).join('.'))] }),
    BROKEN,
    ['got bad packet: name too long', 'domain name exceeded 255 wire-format octets'],
  ),
  dns('with a record that is longer than the packet', answers({ answers: [{ ...GOOD, length: 400 }] }), BROKEN, [
    'NOERROR, malformed message packet',
    'overflowing header size',
  ]),
  dns('with an address of three bytes', answers({ answers: [{ ...GOOD, data: Buffer.from([192, 0, 2]) }] }), BROKEN, [
    'NOERROR, malformed message packet',
    'overflow unpacking a',
  ]),
  dns(
    'whose answer needs TCP',
    overTcp((query, socket) => void socket.end(framed(answerTo(query, good)))),
    'good',
    ['NOERROR', 'good'],
  ),
  dns(
    'whose answer over TCP comes byte by byte',
    overTcp((query, socket) => drip(socket, framed(answerTo(query, good)))),
    'good',
    ['NOERROR', 'good'],
  ),
  dns('whose answer needs TCP, which it does not have', answers({ flags: TRUNCATED }), BROKEN, [
    'retries over TCP, no answer',
    'good',
  ]),
  dns(
    'whose answer over TCP is cut off',
    overTcp((query, socket) => void socket.end(framed(answerTo(query, good)).subarray(0, 20))),
    BROKEN,
    ['retries over TCP, no answer', 'good'],
  ),
  dns(
    'whose answer over TCP is reset',
    overTcp((_, socket) => socket.resetAndDestroy()),
    BROKEN,
    ['retries over TCP, no answer', 'good'],
  ),
  dns(
    'whose answer over TCP never comes',
    overTcp(() => undefined),
    LATE,
    ['retries over TCP, no answer', 'good'],
  ),
  dns(
    'whose answer over TCP is for another question',
    overTcp((query, socket) => void socket.end(framed(answerTo(query, { ...good, id: 1 })))),
    BROKEN,
    ['ID mismatch', 'good'],
  ),
  dns(
    'whose answer over TCP is truncated',
    overTcp((query, socket) => void socket.end(framed(answerTo(query, { flags: TRUNCATED })))),
    BROKEN,
    ['NOERROR', 'good'],
  ),
  dns(
    'with four thousand addresses over TCP',
    overTcp(
      (query, socket) =>
        void socket.end(framed(answerTo(query, { answers: Array.from({ length: 4000 }, () => GOOD) }))),
    ),
    'good',
    ['NOERROR', 'good'],
  ),
  dns(
    'that has the address of another name for a probe to connect to',
    answers({ answers: [{ ...address('evil.test'), data: Buffer.from([127, 0, 0, 1]) }] }),
    bad('dns_error', 'dns'),
    ['NOERROR', 'connects'],
    { isToConnect: true },
  ),
  dns('that has no address for a probe to connect to', answers({}), bad('dns_error', 'dns'), NOERROR_EMPTY, {
    isToConnect: true,
  }),
  dns(
    'that refuses a probe to connect',
    answers({ rcode: 5 }),
    bad('dns_error', 'dns'),
    ['REFUSED', 'server misbehaving'],
    { isToConnect: true },
  ),
  dns(
    'that knows no name for a probe to connect to',
    answers({ rcode: 3 }),
    bad('nxdomain', 'dns'),
    ['NXDOMAIN', 'no such host'],
    { isToConnect: true },
  ),
  dns(
    'with a response code that does not exist for a probe to connect',
    answers({ rcode: 11, ...good }),
    bad('dns_error', 'dns'),
    ['RESERVED11', 'no such host or server misbehaving'],
    { isToConnect: true },
  ),
]

function upper({ question }: Query): Buffer {
  const name = Buffer.from(question.subarray(0, -4).toString('latin1').toUpperCase(), 'latin1')
  return Buffer.concat([name, question.subarray(-4)])
}

function flood(query: Query, send: (bytes: Buffer) => void): void {
  const wrong = answerTo(query, { ...good, id: (query.bytes.readUInt16BE(0) + 1) & 0xffff })
  for (let count = 0; count < 400; count++) send(wrong)
}

function drip(socket: Socket, bytes: Buffer): void {
  let sent = 0
  const timer = setInterval(() => {
    socket.write(bytes.subarray(sent, sent + 1))
    sent += 1
    if (sent === bytes.length) clearInterval(timer)
  }, 2)
  socket.on('close', () => clearInterval(timer))
}
