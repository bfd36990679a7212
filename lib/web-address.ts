/** The text when it is an HTTP or HTTPS address, otherwise undefined. */
export function webAddress(text: string): string | undefined {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '') ? text : undefined
}

/** An address as it may be shown: without a name and password that stand in it. */
export function withoutPassword(address: string): string {
  const shown = new URL(address)
  if (shown.username === '' && shown.password === '') return address
  shown.username = ''
  shown.password = ''
  return shown.href
}
