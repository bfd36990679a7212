const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu

/** A text from outside as it stands in a sentence: in quotation marks, without control characters, and not too long. */
export function shownText(text: string, longest: number): string {
  const start = text.length > longest ? `${text.slice(0, longest)}…` : text
  return JSON.stringify(start).replace(CONTROLS, escaped)
}

/** The same for addresses, which need no quotation marks. */
export function shownAddress(address: string): string {
  const start = address.length > 500 ? `${address.slice(0, 500)}…` : address
  return printable(start)
}

/** A text without characters that would control the terminal it is shown on. */
function printable(text: string): string {
  return text.replace(CONTROLS, escaped)
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
