import type { Socket } from 'node:net'
import { serveTcp } from '../probes/fault-servers.testkit.ts'
import type { exampleProbe } from '../probes/probe.testkit.ts'
import { bad, type ExpectedOutcome, type FaultCase, type Peers } from './fault-case.testkit.ts'
import { serveBytes } from './http/serve-bytes.testkit.ts'

type ProbeOf = Parameters<typeof exampleProbe>[0]

/** Other programs compare with no such expectation, or have no such kind. */
const NOT_ASKED: Peers = { curl: 'not asked', blackbox: 'not asked', browser: 'not asked' }

/** A whole answer with this body, to a probe with expectations that make it work. */
function answer(name: string, body: string, expected: ExpectedOutcome, probe: ProbeOf): FaultCase {
  const head = `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n`
  const serve = async () => ({ ...(await serveBytes({ sends: [`${head}${body}`], ends: 'stays' })), probe })
  return { name, expected, peers: NOT_ASKED, serve }
}

/** A server that does something with each connection, to a probe that waits for a greeting. */
function greeting(name: string, expected: ExpectedOutcome, onConnection: (socket: Socket) => void): FaultCase {
  const probe: ProbeOf = { kind: 'tcp', expect: { receive: '^(b+)+$' } }
  return { name, expected, peers: NOT_ASKED, serve: async () => ({ ...(await serveTcp(onConnection)), probe }) }
}

const NO_BODY = bad('body', 'transfer')
const MIB = 1_048_576
const OBJECT = '{"a":[1,2,{"b":"c"}]},'
const LIST = `[${OBJECT.repeat(MIB / OBJECT.length - 1)}0]`
const pointer = { pointer: '/0/a/0', equals: '7', matches: undefined, atLeast: undefined, atMost: undefined }

/** Answers that are made to keep the prober busy: with reading, with comparing, with many small events. */
export const HEAVY_CASES: readonly FaultCase[] = [
  answer('a mebibyte of small JSON objects', LIST, NO_BODY, { expect: { json: [pointer] } }),
  answer('half a million lists in each other', '['.repeat(MIB / 2), NO_BODY, { expect: { json: [pointer] } }),
  answer('a body that keeps patterns busy to its end', 'a'.repeat(MIB), NO_BODY, {
    expect: { bodyMatches: ['(a+)+$', '(.*a){20}$', '(?i)hello'] },
  }),
  greeting('a greeting of other bytes without end', bad('answer', 'wait'), socket => {
    const flood = (): void => {
      while (!socket.destroyed && socket.write('a'.repeat(65_536)));
      socket.once('drain', flood)
    }
    flood()
  }),
  greeting('a greeting that comes byte by byte', bad('timeout', 'wait'), socket => {
    const dripping = setInterval(() => socket.write('a'), 1)
    socket.on('close', () => clearInterval(dripping))
  }),
  {
    name: 'chunks of a byte that come one by one',
    expected: bad('timeout', 'transfer'),
    peers: NOT_ASKED,
    serve: () =>
      serveBytes({
        sends: ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', ...new Array(5000).fill('1\r\na\r\n')],
        ends: 'stays',
      }),
  },
]
