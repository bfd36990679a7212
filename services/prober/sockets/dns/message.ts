import type { DnsType } from '../../definition/model.ts'
import { type DnsPacket, type DnsRecord, decodePacket, MalformedPacket, TYPE_NUMBERS } from './packet.ts'

/** One question, and the number by which its answer is known. */
export interface Question {
  readonly id: number
  /** In ASCII, without the dot of the root. */
  readonly name: string
  readonly type: DnsType
}

/** What a server answers to a question. */
export interface Answered {
  /** Name of the response code. */
  readonly rcode: string
  /** The records of the type asked for that belong to the name or to the end of its CNAMEs, as text. */
  readonly answers: readonly string[]
  /** Records that do not belong to the name: of another owner, class or type. */
  readonly ignored: number
}

/** A packet that came, as far as it concerns the question. */
export type Received =
  | { readonly is: 'answer'; readonly answered: Answered }
  /** The answer does not fit a datagram (RFC 1035 §4.2.1). */
  | { readonly is: 'truncated' }
  /** It answers this question, and breaks the format. */
  | { readonly is: 'malformed'; readonly because: string }
  /** It has nothing to do with this question. */
  | { readonly is: 'foreign' }

/** The response codes that fit the header (https://www.iana.org/assignments/dns-parameters, "DNS RCODEs"). */
const RCODES = [
  ...['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED', 'YXDOMAIN', 'YXRRSET', 'NXRRSET', 'NOTAUTH'],
  ...['NOTZONE', 'DSOTYPENI'],
]
const HEADER_BYTES = 12
const RESPONSE = 0x8000
const TRUNCATED = 0x0200
const RECURSION_DESIRED = 0x0100
const INTERNET = 1
/** Longer chains of CNAMEs are loops. */
const MOST_ALIASES = 16

/** The bytes of a question. Throws a TypeError for a name that DNS cannot have (RFC 1035 §2.3.4). */
export function encodeQuestion({ id, name, type }: Question): Buffer {
  const labels = name.split('.').map(label => Buffer.from(label, 'latin1'))
  if (name.length > 253 || labels.some(({ length }) => length === 0 || length > 63)) {
    throw new TypeError(`DNS cannot be asked for the name "${name}"`)
  }
  const numbers = (...values: readonly number[]) => Buffer.from(values.flatMap(value => [value >> 8, value & 0xff]))
  return Buffer.concat([
    numbers(id, RECURSION_DESIRED, 1, 0, 0, 0),
    ...labels.flatMap(label => [Buffer.from([label.length]), label]),
    Buffer.from([0]),
    numbers(TYPE_NUMBERS[type], INTERNET),
  ])
}

/** Reads what came. Only a packet with the number of the question is decoded. */
export function readReceived(bytes: Buffer, question: Question): Received {
  if (bytes.length < HEADER_BYTES || bytes.readUInt16BE(0) !== question.id) return { is: 'foreign' }
  const flags = bytes.readUInt16BE(2)
  if ((flags & RESPONSE) === 0) return { is: 'foreign' }
  // What is cut off may end anywhere.
  if ((flags & TRUNCATED) !== 0) return { is: 'truncated' }
  try {
    const packet = decodePacket(bytes)
    const rcode = RCODES[flags & 0xf] ?? `RCODE ${flags & 0xf}`
    if (!isFor(packet, question, rcode)) return { is: 'foreign' }
    return { is: 'answer', answered: { rcode, ...recordsFor(packet.answers, question) } }
  } catch (error) {
    if (!(error instanceof MalformedPacket)) throw error
    return { is: 'malformed', because: error.message }
  }
}

/** A server that cannot read the question may leave it out, and one that has an answer sends it back. */
function isFor({ questions, answers }: DnsPacket, { name, type }: Question, rcode: string): boolean {
  const [asked] = questions
  if (asked === undefined) {
    if (rcode === 'NOERROR') throw new MalformedPacket('it has no question')
    return answers.length === 0
  }
  return (
    questions.length === 1 &&
    asked.type === TYPE_NUMBERS[type] &&
    asked.recordClass === INTERNET &&
    isSame(asked.name, name)
  )
}

function recordsFor(records: readonly DnsRecord[], { name, type }: Question): Omit<Answered, 'rcode'> {
  const ours = records.filter(({ recordClass }) => recordClass === INTERNET)
  let owner = name
  let aliases = 0
  for (let next = aliasOf(owner, ours, type); next !== undefined; next = aliasOf(owner, ours, type)) {
    owner = next
    aliases += 1
    // A loop leads to no record.
    if (aliases > MOST_ALIASES) return { answers: [], ignored: records.length }
  }
  const answers = ours
    .filter(record => record.type === TYPE_NUMBERS[type] && isSame(record.name, owner))
    .map(({ text = '' }) => text)
  return { answers, ignored: records.length - answers.length - aliases }
}

/** What a name stands for (RFC 1034 §3.6.2); a question for the CNAME itself is answered by it. */
function aliasOf(owner: string, records: readonly DnsRecord[], type: DnsType): string | undefined {
  if (type === 'CNAME') return undefined
  return records.find(record => record.type === TYPE_NUMBERS.CNAME && isSame(record.name, owner))?.text
}

/** Letters in names have no case (RFC 4343). */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
