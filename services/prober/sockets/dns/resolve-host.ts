import { isIP } from 'node:net'
import type { Reason } from '../../contract/reasons.ts'
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
 * Asks for the addresses of a name: those of IPv4, or of IPv6 where there are none. Does not use the system's getaddrinfo,
 * which runs in the thread pool and is late whenever that is busy.
 */
export async function resolveHost(host: string, options: ResolverOptions): Promise<Resolved> {
  for (const type of ['A', 'AAAA'] as const) {
    const result = await askResolver(host, type, options)
    if ('reason' in result) return result
    const { rcode, answers } = result
    if (rcode === 'NXDOMAIN') return { reason: 'nxdomain', detail: `The name ${host} does not exist` }
    if (rcode !== 'NOERROR') return { reason: 'dns_error', detail: `The resolver answers ${rcode} for ${host}` }
    const [first, ...others] = answers
    if (first !== undefined) return { addresses: [first, ...others] }
    if (type === 'AAAA') return { reason: 'dns_error', detail: withoutAddress(host, result) }
  }
  throw new TypeError('No type of address was asked for')
}

function withoutAddress(host: string, { ignored }: Answered): string {
  const others = ignored === 0 ? '' : `, only ${ignored} records of other names, classes or types`
  return `The answer has no address of ${host}${others}`
}
