import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { connect, isIPv6 } from 'node:net'
import { steadyNow } from '../../../../adapters/steady-clock.ts'
import { describeError } from '../../../../lib/describe-error.ts'
import { errorCode } from '../../../../lib/system-error.ts'
import type { DnsType } from '../../definition/model.ts'
import { adoptSocket } from '../../guard/adopt-socket.ts'
import { type Answered, encodeQuestion, type Question, type Received, readReceived } from './message.ts'

/** A DNS server. */
export interface DnsServer {
  readonly host: string
  readonly port: number
}

/** Why there is no answer. */
export interface DnsFailure {
  readonly reason: 'refused' | 'timeout' | 'dns_error'
  readonly detail: string
}

/** Packets that answer another question, after which the server is taken for broken: each costs time of the thread. */
const MOST_FOREIGN = 100

/** Asks one server once over UDP, and over TCP where the answer does not fit. Never rejects for what the server does. */
export async function askServer(
  name: string,
  type: DnsType,
  server: DnsServer,
  deadlineSteady: number,
): Promise<Answered | DnsFailure> {
  const question = { id: randomInt(0x10000), name, type }
  const bytes = encodeQuestion(question)
  const packet = await overUdp(bytes, question, server, deadlineSteady)
  if ('reason' in packet) return packet
  return resultOf(packet.is === 'truncated' ? await overTcp(bytes, question, server, deadlineSteady) : packet)
}

function resultOf(packet: Received | DnsFailure): Answered | DnsFailure {
  if ('reason' in packet) return packet
  switch (packet.is) {
    case 'answer':
      return packet.answered
    case 'malformed':
      return failure(`The answer cannot be read: ${packet.because}`)
    case 'truncated':
      return failure('The answer is cut off over TCP too')
    case 'foreign':
      return failure('The answer over TCP is for another question')
  }
}

function overUdp(
  bytes: Buffer,
  question: Question,
  { host, port }: DnsServer,
  deadlineSteady: number,
): Promise<Received | DnsFailure> {
  return new Promise(resolve => {
    const plain = createSocket({
      type: isIPv6(host) ? 'udp6' : 'udp4',
      // Node would ask its thread pool what an address is.
      lookup: (address, _options, callback) => callback(null, address, isIPv6(address) ? 6 : 4),
    })
    let foreign = 0
    const end = (result: Received | DnsFailure): void => {
      clearTimeout(timer)
      socket.removeAllListeners().on('error', () => undefined)
      if (!isClosed) plain.close()
      isClosed = true
      resolve(result)
    }
    let isClosed = false
    const destroy = (error: Error): void => end(failureOf(error))
    const socket = adoptSocket(Object.assign(plain, { destroy }))
    const timer = setTimeout(() => end(LATE), remaining(deadlineSteady))
    socket.on('error', error => end(failureOf(error)))
    socket.on('message', message => {
      const packet = readReceived(message, question)
      if (packet.is !== 'foreign') end(packet)
      else if (++foreign > MOST_FOREIGN) end(failure(`More than ${MOST_FOREIGN} packets answer another question`))
    })
    // Only what comes from this server's address is received from here on.
    socket.connect(port, host, () => socket.send(bytes))
  })
}

function overTcp(
  bytes: Buffer,
  question: Question,
  { host, port }: DnsServer,
  deadlineSteady: number,
): Promise<Received | DnsFailure> {
  return new Promise(resolve => {
    const socket = adoptSocket(connect({ host, port, autoSelectFamily: false, noDelay: true }))
    const end = (result: Received | DnsFailure): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(result)
    }
    const timer = setTimeout(() => end(LATE), remaining(deadlineSteady))
    // The length in two bytes, then the message (RFC 1035 §4.2.2).
    const received = Buffer.alloc(2 + 0xffff)
    let length = 0
    socket.on('error', error => end(failure(`The answer needs TCP, which failed: ${describeError(error)}`)))
    socket.on('close', () => end(failure('The answer needs TCP, and the server closed that connection before its end')))
    socket.on('data', chunk => {
      length += chunk.copy(received, length)
      const whole = 2 + received.readUInt16BE(0)
      if (length >= 2 && length >= whole) end(readReceived(received.subarray(2, whole), question))
    })
    socket.once('connect', () => {
      const head = Buffer.alloc(2)
      head.writeUInt16BE(bytes.length)
      socket.write(Buffer.concat([head, bytes]))
    })
  })
}

const LATE: DnsFailure = { reason: 'timeout', detail: 'The DNS server did not answer in time' }

function remaining(deadlineSteady: number): number {
  return Math.max(0, deadlineSteady - steadyNow())
}

function failure(detail: string): DnsFailure {
  return { reason: 'dns_error', detail }
}

function failureOf(error: Error): DnsFailure {
  const detail = describeError(error)
  return errorCode(error) === 'ECONNREFUSED' ? { reason: 'refused', detail } : failure(detail)
}
