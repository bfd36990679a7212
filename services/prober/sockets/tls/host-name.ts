import { domainToASCII } from 'node:url'

/**
 * A name as it stands in DNS queries, in SNI and in certificates: in ASCII (RFC 5891), and without the dot of the root
 * (RFC 6066 §3). A name that has no such form stays as it is, and is found nowhere.
 */
export function asciiName(name: string): string {
  const known = read.get(name)
  if (known !== undefined) return known
  const bare = name.endsWith('.') ? name.slice(0, -1) : name
  const ascii = domainToASCII(bare) || bare
  // Names come from redirects too.
  if (read.size >= MOST_READ) read.clear()
  read.set(name, ascii)
  return ascii
}

/** Names that were read: those of the definitions come with every handshake. */
const read = new Map<string, string>()
const MOST_READ = 1000
