/** A place of a text that was no UTF-8. */
interface EncodingMistake {
  readonly range: readonly [start: number, end: number]
  readonly message: string
  readonly help: string
}

/** More places say nothing new. */
const MOST_MISTAKES = 3

/** What a byte that is no UTF-8 is read as: the lone surrogate U+DC00 + byte. */
const BYTE = /(?<![\ud800-\udbff])[\udc80-\udcff]/g

const HELP = 'Save the file as UTF-8.'

/** The first places at which a text holds bytes that were no UTF-8, as files are read here. */
export function encodingMistakes(text: string): readonly EncodingMistake[] {
  // The byte order marks of UTF-16, little and big end first.
  if (/^(\udcff\udcfe|\udcfe\udcff)/.test(text)) return [{ range: [0, 2], message: 'The file is UTF-16', help: HELP }]
  const found = [...text.matchAll(BYTE)].slice(0, MOST_MISTAKES)
  return found.map(({ 0: byte, index }) => {
    const value = byte.charCodeAt(0) - 0xdc00
    const hexadecimal = value.toString(16).toUpperCase()
    // Latin-1 is what such a file mostly is.
    const character = value < 0xa0 ? '' : `, which is "${String.fromCharCode(value)}" in Latin-1`
    return { range: [index, index + 1], message: `The byte 0x${hexadecimal} is no UTF-8${character}`, help: HELP }
  })
}
