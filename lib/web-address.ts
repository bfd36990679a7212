/** The text when it is an HTTP or HTTPS address, otherwise undefined. */
export function webAddress(text: string): string | undefined {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '') ? text : undefined
}
