import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { errorCode } from '../../../lib/system-error.ts'
import { questionOf, type TestServer } from '../probes/fault-servers.testkit.ts'

/** What came to a DNS server, and its parts. */
export interface Query {
  readonly bytes: Buffer
  /** The question as it stands in the packet. */
  readonly question: Buffer
  readonly type: number
}

/** A record, or what should be one (RFC 1035 §4.1.3). */
export interface DnsRecord {
  /** A name, or bytes such as a pointer; the name asked for when absent. */
  readonly owner?: string | Buffer
  readonly type: number
  readonly recordClass?: number
  readonly data: Buffer
  /** What is said to be the length of the data. */
  readonly length?: number
}

/** A packet that answers, where nothing else is said as it should be (RFC 1035 §4.1.1). */
export interface DnsAnswer {
  readonly id?: number
  readonly flags?: number
  readonly rcode?: number
  readonly question?: Buffer
  readonly answers?: readonly DnsRecord[]
  readonly authorities?: readonly DnsRecord[]
  /** What is said to be the number of answers. */
  readonly count?: number
}

export const TYPE = { A: 1, CNAME: 5, SOA: 6, MX: 15, TXT: 16, AAAA: 28, CAA: 257 } as const
const RESPONSE = 0x8180
/** A pointer to the name in the question. */
const NAME_ASKED = Buffer.from([0xc0, 12])

/** A name as labels. */
export function labels(name: string): Buffer {
  const parts = name.split('.').map(label => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')]))
  return Buffer.concat([...parts, Buffer.from([0])])
}

/** The packet that answers a query. */
export function answerTo(query: Query, answer: DnsAnswer): Buffer {
  const { answers = [], authorities = [] } = answer
  const head = Buffer.alloc(12)
  head.writeUInt16BE(answer.id ?? query.bytes.readUInt16BE(0))
  head.writeUInt16BE((answer.flags ?? RESPONSE) | (answer.rcode ?? 0), 2)
  const question = answer.question ?? query.question
  head.writeUInt16BE(question.length === 0 ? 0 : 1, 4)
  head.writeUInt16BE(answer.count ?? answers.length, 6)
  head.writeUInt16BE(authorities.length, 8)
  return Buffer.concat([head, question, ...[...answers, ...authorities].map(encodeRecord)])
}

function encodeRecord({ owner = NAME_ASKED, type, recordClass = 1, data, length = data.length }: DnsRecord): Buffer {
  const fixed = Buffer.alloc(10)
  fixed.writeUInt16BE(type)
  fixed.writeUInt16BE(recordClass, 2)
  fixed.writeUInt32BE(60, 4)
  fixed.writeUInt16BE(length, 8)
  return Buffer.concat([typeof owner === 'string' ? labels(owner) : owner, fixed, data])
}

/** A DNS server over UDP, and over TCP on the same port where that has a handler too. */
export async function serveDnsPackets(
  onDatagram: (query: Query, send: (bytes: Buffer) => void) => void,
  onStream?: (query: Query, socket: Socket) => void,
): Promise<TestServer> {
  const udp = createSocket('udp4')
  udp.on('message', (bytes, { port, address }) =>
    onDatagram(queryOf(bytes), answer => isOpen && udp.send(answer, port, address, () => undefined)),
  )
  let isOpen = true
  const sockets = new Set<Socket>()
  const tcp = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    socket.once('data', bytes => onStream?.(queryOf(bytes.subarray(2)), socket))
  })
  if (onStream === undefined) await bound(udp, 0)
  else await listenOnBoth(tcp, udp)
  return {
    port: udp.address().port,
    async close() {
      isOpen = false
      for (const socket of sockets) socket.destroy()
      await Promise.all([
        new Promise<void>(resolve => udp.close(resolve)),
        tcp.listening ? new Promise(resolve => tcp.close(resolve)) : undefined,
      ])
    },
  }
}

async function bound(udp: UdpSocket, port: number): Promise<void> {
  udp.bind(port, '127.0.0.1')
  await once(udp, 'listening')
}

/** One port for both: of a port that is free for TCP, another process may hold the one for UDP. */
async function listenOnBoth(tcp: Server, udp: UdpSocket): Promise<void> {
  for (;;) {
    tcp.listen(0, '127.0.0.1')
    await once(tcp, 'listening')
    try {
      return await bound(udp, (tcp.address() as AddressInfo).port)
    } catch (error) {
      if (errorCode(error) !== 'EADDRINUSE') throw error
      await new Promise(resolve => tcp.close(resolve))
    }
  }
}

function queryOf(bytes: Buffer): Query {
  const { end } = questionOf(bytes)
  return { bytes, question: bytes.subarray(12, end), type: bytes.readUInt16BE(end - 4) }
}

/** A message over TCP, behind its length. */
export function framed(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return Buffer.concat([length, bytes])
}
