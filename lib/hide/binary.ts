/** The bytes of a text in UTF-8, in hexadecimal and lower case. */
export function hexOf(text: string): string {
  return [...new TextEncoder().encode(text)].map(byte => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * What Base64 makes of a text in the middle of another: three texts, for each place in a group of three bytes, without
 * the characters at either end that depend on what stands beside it.
 */
export function base64Cores(text: string): readonly string[] {
  const bytes = [...new TextEncoder().encode(text)]
  return [0, 1, 2].map(before => {
    const encoded = btoa(String.fromCharCode(...Array<number>(before).fill(0), ...bytes)).replace(/=+$/, '')
    const isWhole = (before + bytes.length) % 3 === 0
    return encoded.slice([0, 2, 3][before], isWhole ? undefined : -1)
  })
}

/** The text that a value is the Base64 of; undefined when it is none, or of nothing that can be read. */
export function fromBase64(value: string): string | undefined {
  const plain = value.replace(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/')
  if (!/^[A-Za-z\d+/]{8,}={0,2}$/.test(plain)) return undefined
  const rest = plain.replace(/=+$/, '')
  if (rest.length % 4 === 1) return undefined
  const bytes = Uint8Array.from(atob(rest), byte => byte.charCodeAt(0))
  const text = new TextDecoder().decode(bytes)
  return /[\ufffd\p{Cc}]/u.test(text.replace(/[\r\n\t]/g, '')) ? undefined : text
}
