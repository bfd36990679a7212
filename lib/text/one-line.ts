/** What a terminal would obey, or a reader would not see: control characters, halves of pairs, changes of direction. */
const UNPRINTABLE = /\p{Cc}|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/gu

/** A text from outside as one line that every terminal, log and page can show. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replace(UNPRINTABLE, '\ufffd').trim()
}
