import type { SourceFile } from '../diagnostic/diagnostic.ts'

/** What is wrong with the encoding of a text, and where. */
interface EncodingMistake {
  readonly message: string
  readonly help: string
  readonly range: readonly [start: number, end: number]
}

/** A byte that is no UTF-8 is read as U+DC00 and the byte: no UTF-8 gives such a lone surrogate. */
const FOREIGN_BYTE = /(?<![\ud800-\udbff])[\udc80-\udcff]/g

/** The marks that texts in wider encodings begin with, and their letters, each with zero bytes beside it. */
const WIDE: readonly (readonly [name: string, beginning: RegExp])[] = [
  ['UTF-32', /^(?:\udcff\udcfe\0\0|\0\0\udcfe\udcff|(?:[^\0]\0{3}){2}|(?:\0{3}[^\0]){2})/],
  ['UTF-16', /^(?:\udcff\udcfe|\udcfe\udcff|(?:[^\0]\0){4}|(?:\0[^\0]){4})/],
]

/** What is wrong with the encoding of a file that was read as UTF-8; undefined for a good one. */
export function encodingMistake({ text }: SourceFile): EncodingMistake | undefined {
  const wide = WIDE.find(([, beginning]) => beginning.test(text))?.[0]
  if (wide !== undefined) {
    const help = `Save it as UTF-8, such as with \`iconv -f ${wide} -t UTF-8\`.`
    return { message: `The file is in ${wide}, not in UTF-8`, help, range: [0, 1] }
  }
  const bytes = [...text.matchAll(FOREIGN_BYTE)]
  const [first] = bytes
  if (first === undefined) return undefined
  const codes = bytes.map(([byte]) => byte.charCodeAt(0) - 0xdc00)
  const [code = 0] = codes
  const hex = code.toString(16).toUpperCase()
  // From A0 on Latin-1 has a letter or sign for each byte, and below only control characters, where Windows has others.
  const isLatin = codes.every(each => each >= 0xa0)
  const letter = isLatin ? ` ("${String.fromCharCode(code)}" in Latin-1)` : ''
  const more = bytes.length > 1 ? `; nor are ${bytes.length - 1} more bytes` : ''
  const encoding = isLatin ? 'LATIN1' : 'WINDOWS-1252'
  return {
    message: `The byte 0x${hex}${letter} is no UTF-8${more}`,
    help: `Save the file as UTF-8, such as with \`iconv -f ${encoding} -t UTF-8\`.`,
    range: [first.index, first.index + 1],
  }
}
