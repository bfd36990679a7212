import { domainToASCII } from 'node:url'

/**
 * A name as it stands in DNS queries, in SNI and in certificates: in ASCII (RFC 5891), and without the dot of the root
 * (RFC 6066 §3). A name that has no such form stays as it is, and is found nowhere.
 */
export function asciiName(name: string): string {
  const bare = name.endsWith('.') ? name.slice(0, -1) : name
  return domainToASCII(bare) || bare
}
