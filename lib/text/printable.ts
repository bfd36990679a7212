/**
 * A text from outside without what a terminal would obey or a reader would not see: control characters but for tabs and line breaks,
 * halves of pairs, changes of direction. One for one, so that a caret stands where it should.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd')
}

const UNPRINTABLE = /[^\P{Cc}\t\n]|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/gu
