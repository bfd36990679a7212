/** The limits of DNS (RFC 1035 §2.3.4), without the dot of the root. */
const LONGEST_NAME = 253
const LONGEST_LABEL = 63

/** Why a name can be no host's, as a sentence of help; undefined when it can, or is an address. */
export function hostProblem(name: string): string | undefined {
  // Only an address of IPv6 has colons, and one of IPv4 reads as a short name.
  if (name.includes(':')) return undefined
  const bare = name.endsWith('.') ? name.slice(0, -1) : name
  const url = `http://${bare}/`
  const ascii = URL.canParse(url) ? new URL(url).hostname : bare
  if (ascii.includes('*')) return 'A wildcard stands in certificates only: write the name of one host.'
  if (ascii.length > LONGEST_NAME) return `DNS has no names over ${LONGEST_NAME} characters.`
  const labels = ascii.split('.')
  if (labels.some(label => label === '')) return 'Between two dots there is a part of the name.'
  if (labels.some(label => label.length > LONGEST_LABEL))
    return `DNS has no names with more than ${LONGEST_LABEL} characters between two dots.`
  return undefined
}

/** An address as `host:port`; the host of IPv6 stands in brackets. */
export function addressText({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}
