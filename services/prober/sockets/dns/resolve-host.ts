import { isIP } from 'node:net'
import { systemSearchList } from '../../../../adapters/system-search-list.ts'
import type { Reason } from '../../contract/reasons.ts'
import { NO_SEARCH, namesToAsk } from '../../core/search-list.ts'
import { askResolver, type ResolverOptions } from './ask-resolver.ts'
import type { Answered } from './message.ts'

/** The addresses of a name, of which there is at least one, or why there are none. */
export type Resolved =
  | { readonly addresses: readonly [string, ...string[]] }
  | { readonly reason: Reason; readonly detail: string }

/** The address of a host that needs no DNS query: itself, or that of a name which always is this machine (RFC 6761 §6.3). */
export function knownAddress(host: string): string | undefined {
  if (isIP(host) !== 0) return host
  return /(^|\.)localhost\.?$/i.test(host) ? '127.0.0.1' : undefined
}

/**
 * Asks for the addresses of a name: those of IPv4, or of IPv6 where there are none. Short names are looked for in the system's
 * search list, unless a resolver is named, which is asked what the world asks it. Does not use the system's getaddrinfo, which
 * runs in the thread pool and is late whenever that is busy.
 */
export async function resolveHost(
  host: string,
  options: ResolverOptions,
  search = options.resolver === undefined ? systemSearchList() : NO_SEARCH,
): Promise<Resolved> {
  const names = namesToAsk(host, search)
  let absent: Resolved = { reason: 'nxdomain', detail: `The name ${host} does not exist` }
  for (const name of names) {
    const found = await addressesOf(name, options)
    if ('addresses' in found || !found.isAbsent) return found
    // That a name exists without an address says more than that another one does not exist.
    if (found.reason !== 'nxdomain') absent = found
  }
  if (absent.reason !== 'nxdomain' || names.length === 1) return absent
  return { ...absent, detail: `${absent.detail}, nor any of ${names.filter(name => name !== host).join(', ')}` }
}

/** The addresses of one name as it is; `isAbsent` where another name may still have one. */
async function addressesOf(
  name: string,
  options: ResolverOptions,
): Promise<Resolved & { readonly isAbsent?: boolean }> {
  for (const type of ['A', 'AAAA'] as const) {
    const result = await askResolver(name, type, options)
    if ('reason' in result) return result
    const { rcode, answers } = result
    if (rcode === 'NXDOMAIN') return { reason: 'nxdomain', detail: `The name ${name} does not exist`, isAbsent: true }
    if (rcode !== 'NOERROR') return { reason: 'dns_error', detail: `The resolver answers ${rcode} for ${name}` }
    const [first, ...others] = answers
    if (first !== undefined) return { addresses: [first, ...others] }
    if (type === 'AAAA') return { reason: 'dns_error', detail: withoutAddress(name, result), isAbsent: true }
  }
  throw new TypeError('No type of address was asked for')
}

function withoutAddress(name: string, { ignored }: Answered): string {
  const others = ignored === 0 ? '' : `, only ${ignored} records of other names, classes or types`
  return `The answer has no address of ${name}${others}`
}
