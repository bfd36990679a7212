import type { DnsType } from '../../definition/model.ts'

/** A packet as it came (RFC 1035 §4.1), as far as answers are concerned; every part is inside the packet. */
export interface DnsPacket {
  readonly questions: readonly DnsQuestion[]
  readonly answers: readonly DnsRecord[]
}

/** What is asked for: a name in the notation of zone files, without the dot of the root. */
interface DnsQuestion {
  readonly name: string
  readonly type: number
  readonly recordClass: number
}

export interface DnsRecord extends DnsQuestion {
  /** The data as dig shows it, for the types that can be asked for; undefined for others. */
  readonly text: string | undefined
}

/** The packet breaks the format; the message says where. */
export class MalformedPacket extends Error {
  override readonly name = 'MalformedPacket'
}

/** Numbers of the types (https://www.iana.org/assignments/dns-parameters). */
export const TYPE_NUMBERS: Readonly<Record<DnsType, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  CAA: 257,
}
const HEADER_BYTES = 12
const LONGEST_NAME = 255

/** Reads a packet. Throws a MalformedPacket. */
export function decodePacket(bytes: Buffer): DnsPacket {
  const reader = readerOf(bytes, HEADER_BYTES, bytes.length)
  const questions = Array.from({ length: countAt(bytes, 4) }, () => questionFrom(reader))
  const answers = Array.from({ length: countAt(bytes, 6) }, () => recordFrom(reader))
  return { questions, answers }
}

/** A count that no packet of this length can have is an error before there are as many objects. */
function countAt(bytes: Buffer, offset: number): number {
  const count = bytes.readUInt16BE(offset)
  if (count * SMALLEST_BYTES > bytes.length) throw new MalformedPacket(`it cannot hold ${count} entries`)
  return count
}

/** A question about the root. */
const SMALLEST_BYTES = 5

function questionFrom(reader: Reader): DnsQuestion {
  return { name: reader.name(), type: reader.number(2), recordClass: reader.number(2) }
}

function recordFrom(reader: Reader): DnsRecord {
  const question = questionFrom(reader)
  reader.number(4)
  const data = reader.part(reader.number(2))
  const text = TEXTS[question.type]?.(data)
  if (text !== undefined && !data.isAtEnd) throw new MalformedPacket('the data of a record is longer than its type')
  return { ...question, text }
}

/** How the data of each type is read (RFC 1035 §3.3, RFC 3596 §2.2, RFC 8659 §4.1). */
const TEXTS: Readonly<Record<number, (data: Reader) => string>> = {
  [TYPE_NUMBERS.A]: data => [...data.bytes(4)].join('.'),
  [TYPE_NUMBERS.AAAA]: data => ipv6(data.bytes(16)),
  [TYPE_NUMBERS.NS]: data => data.name(),
  [TYPE_NUMBERS.CNAME]: data => data.name(),
  [TYPE_NUMBERS.MX]: data => `${data.number(2)} ${data.name()}`,
  [TYPE_NUMBERS.TXT](data) {
    const parts: Buffer[] = []
    while (!data.isAtEnd) parts.push(data.bytes(data.number(1)))
    return Buffer.concat(parts).toString('utf8')
  },
  [TYPE_NUMBERS.CAA](data) {
    const flags = data.number(1)
    const tag = data.bytes(data.number(1)).toString('latin1')
    return `${flags} ${tag} ${data.rest().toString('utf8')}`
  },
}

/** The usual form of an address (RFC 5952), as URLs have it. */
function ipv6(bytes: Buffer): string {
  const groups = bytes.toString('hex').match(/.{4}/g) ?? []
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}

/** Reads from one place of a packet up to another, never beyond. */
interface Reader {
  readonly isAtEnd: boolean
  number(bytes: 1 | 2 | 4): number
  bytes(count: number): Buffer
  rest(): Buffer
  name(): string
  /** The next so many bytes, to be read by themselves. */
  part(length: number): Reader
}

function readerOf(packet: Buffer, start: number, end: number): Reader {
  let at = start
  const skip = (count: number): number => {
    if (at + count > end) throw new MalformedPacket('it ends in the middle of an entry')
    at += count
    return at - count
  }
  return {
    get isAtEnd() {
      return at === end
    },
    number: count => packet.readUIntBE(skip(count), count),
    bytes(count) {
      const from = skip(count)
      return packet.subarray(from, from + count)
    },
    rest: () => packet.subarray(skip(end - at), end),
    name() {
      const { name, bytes } = nameAt(packet, at, end)
      skip(bytes)
      return name
    },
    part(length) {
      const from = skip(length)
      return readerOf(packet, from, from + length)
    },
  }
}

/** A name, and how many bytes it has where it begins; it may go on at an earlier place (RFC 1035 §4.1.4). */
function nameAt(packet: Buffer, start: number, end: number): { readonly name: string; readonly bytes: number } {
  const labels: string[] = []
  let limit = end
  let at = start
  /** A pointer leads to before everything that was read of the name, or it would go round in a circle. */
  let earliest = start
  let bytes: number | undefined
  for (let total = 1; ; ) {
    const length = at < limit ? (packet[at] ?? 0) : END
    if (length === 0) return { name: labels.join('.'), bytes: bytes ?? at + 1 - start }
    if (length >= POINTER && at + 1 < limit) {
      bytes ??= at + 2 - start
      const target = packet.readUInt16BE(at) - (POINTER << 8)
      if (target >= earliest) throw new MalformedPacket('a name points to itself or to what follows it')
      earliest = target
      at = target
      limit = packet.length
      continue
    }
    total += length + 1
    if (length > LONGEST_LABEL || at + length >= limit) throw new MalformedPacket('a name does not end')
    if (total > LONGEST_NAME) throw new MalformedPacket('a name is too long')
    labels.push(labelText(packet.subarray(at + 1, at + 1 + length)))
    at += length + 1
  }
}

const POINTER = 0xc0
const LONGEST_LABEL = 63
/** No length of a label. */
const END = 0x80

/** What is no plain character in a name stands as in zone files (RFC 1035 §5.1). */
function labelText(label: Buffer): string {
  return label
    .toString('latin1')
    .replace(/[.\\]/g, '\\$&')
    .replace(/[^!-~]/g, character => `\\${String(character.charCodeAt(0)).padStart(3, '0')}`)
}
