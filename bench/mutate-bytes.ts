type Random = () => number

/** Bytes that end, begin or count something in most protocols. */
const ODD = [0x00, 0x01, 0x0a, 0x0d, 0x20, 0x3a, 0x7f, 0x80, 0xc0, 0xff]
/** Numbers in texts that programs compute with. */
const NUMBERS = ['0', '-1', '00000', '4294967296', '18446744073709551616', '1e9', '0x10', ' ']

type Mutation = (bytes: Buffer, random: Random) => Buffer

const below = (limit: number, random: Random): number => Math.floor(random() * limit)
const pick = <T>(list: readonly T[], random: Random): T => list[below(list.length, random)] as T
const splice = (bytes: Buffer, from: number, to: number, middle: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, from), middle, bytes.subarray(to)])

const MUTATIONS: readonly Mutation[] = [
  // One bit is another.
  (bytes, random) => {
    const place = below(bytes.length, random)
    return splice(bytes, place, place + 1, Buffer.from([(bytes[place] ?? 0) ^ (1 << below(8, random))]))
  },
  // One byte is an odd one, or an odd one stands between two others.
  (bytes, random) => {
    const place = below(bytes.length + 1, random)
    return splice(bytes, place, place + below(2, random), Buffer.from([pick(ODD, random)]))
  },
  // It ends too early.
  (bytes, random) => bytes.subarray(0, below(bytes.length + 1, random)),
  // A piece is missing.
  (bytes, random) => {
    const place = below(bytes.length, random)
    return splice(bytes, place, place + below(20, random), Buffer.alloc(0))
  },
  // A piece comes many times.
  (bytes, random) => {
    const place = below(bytes.length, random)
    const piece = bytes.subarray(place, place + 1 + below(30, random))
    return splice(bytes, place, place, Buffer.concat(Array.from({ length: 1 + below(50, random) }, () => piece)))
  },
  // A number is another.
  (bytes, random) => Buffer.from(bytes.toString('latin1').replace(/\d+/, pick(NUMBERS, random)), 'latin1'),
  // Something follows.
  (bytes, random) =>
    Buffer.concat([bytes, Buffer.from(Array.from({ length: below(40, random) }, () => below(256, random)))]),
]

/** The bytes with one to four things wrong with them; the same numbers give the same bytes. */
export function mutateBytes(bytes: Buffer, random: Random): Buffer {
  let mutated = bytes
  for (let left = 1 + below(4, random); left > 0; left--) mutated = pick(MUTATIONS, random)(mutated, random)
  return mutated
}
