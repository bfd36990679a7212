import { type Answer, type DecodedPacket, decode, encode, RECURSION_DESIRED } from 'dns-packet'
import type { DnsType } from '../../definition/model.ts'

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
export type Packet =
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
/** Longer chains of CNAMEs are loops. */
const MOST_ALIASES = 16
const LABEL = /^[^.]{1,63}$/

/** The bytes of a question. Throws a TypeError for a name that DNS cannot have (RFC 1035 §2.3.4). */
export function encodeQuestion({ id, name, type }: Question): Buffer {
  if (name.length > 253 || !name.split('.').every(label => LABEL.test(label))) {
    throw new TypeError(`DNS cannot be asked for the name "${name}"`)
  }
  return encode({ type: 'query', id, flags: RECURSION_DESIRED, questions: [{ type, name, class: 'IN' }] })
}

/** Reads what came. Only a packet with the number of the question is decoded. */
export function readPacket(bytes: Buffer, question: Question): Packet {
  if (bytes.length < HEADER_BYTES || bytes.readUInt16BE(0) !== question.id) return { is: 'foreign' }
  const flags = bytes.readUInt16BE(2)
  if ((flags & RESPONSE) === 0) return { is: 'foreign' }
  const rcode = RCODES[flags & 0xf] ?? `RCODE ${flags & 0xf}`
  let packet: DecodedPacket
  try {
    packet = decode(bytes)
  } catch (error) {
    if ((flags & TRUNCATED) !== 0) return { is: 'truncated' }
    return { is: 'malformed', because: error instanceof Error ? error.message : String(error) }
  }
  if (!isFor(packet, question, rcode)) return { is: 'foreign' }
  if ((flags & TRUNCATED) !== 0) return { is: 'truncated' }
  return { is: 'answer', answered: { rcode, ...recordsFor(packet.answers ?? [], question) } }
}

/** A server that cannot read the question may leave it out. */
function isFor({ questions = [] }: DecodedPacket, { name, type }: Question, rcode: string): boolean {
  const [asked] = questions
  if (asked === undefined) return rcode !== 'NOERROR'
  return questions.length === 1 && asked.type === type && isInternet(asked.class) && isSame(asked.name, name)
}

function recordsFor(records: readonly Answer[], { name, type }: Question): Omit<Answered, 'rcode'> {
  const ours = records.filter(record => record.type !== 'OPT' && isInternet(record.class))
  let owner = name
  let aliases = 0
  for (let next = aliasOf(owner, ours, type); next !== undefined; next = aliasOf(owner, ours, type)) {
    owner = next
    aliases += 1
    // A loop leads to no record.
    if (aliases > MOST_ALIASES) return { answers: [], ignored: records.length }
  }
  const answers = ours.filter(record => record.type === type && isSame(record.name, owner)).map(textOf)
  return { answers, ignored: Math.max(0, records.length - answers.length - aliases) }
}

/** What a name stands for (RFC 1034 §3.6.2); a question for the CNAME itself is answered by it. */
function aliasOf(owner: string, records: readonly Answer[], type: DnsType): string | undefined {
  if (type === 'CNAME') return undefined
  const alias = records.find(record => record.type === 'CNAME' && isSame(record.name, owner))
  return alias?.type === 'CNAME' ? alias.data : undefined
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function isInternet(recordClass: string | undefined): boolean {
  return recordClass === 'IN'
}

function textOf(record: Answer): string {
  switch (record.type) {
    case 'MX':
      return `${record.data.preference ?? 0} ${record.data.exchange}`
    case 'TXT':
      return [record.data].flat().map(String).join('')
    case 'CAA':
      return `${record.data.flags ?? 0} ${record.data.tag} ${record.data.value}`
    default:
      return 'data' in record ? String(record.data) : ''
  }
}
