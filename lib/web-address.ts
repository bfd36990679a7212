/** The text when it is an address that can be asked over HTTP, otherwise undefined. */
export function webAddress(text: string): string | undefined {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '') ? text : undefined
}
