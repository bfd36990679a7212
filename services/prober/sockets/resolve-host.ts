import { promises as dns } from 'node:dns'
import { isIP } from 'node:net'
import type { Duration } from '../../../lib/duration.ts'
import { errorCode } from '../../../lib/system-error.ts'

/** How a name is resolved. */
export interface ResolveOptions {
  /** `host:port`; undefined for the system's. */
  readonly resolver: string | undefined
  /** Aborts a query that hangs. */
  readonly signal: AbortSignal
  /** After this time the resolver gives up by itself. */
  readonly timeout: Duration
}

/** Whether a host needs no DNS query: an address, or a name that always is this machine (RFC 6761 §6.3). */
export function isAddressed(host: string): boolean {
  return isIP(host) !== 0 || isLoopbackName(host)
}

function isLoopbackName(host: string): boolean {
  return /(^|\.)localhost\.?$/i.test(host)
}

/**
 * The addresses of a name, asked afresh each time. Uses c-ares and not the system's getaddrinfo, which runs in the thread
 * pool and is late whenever that is busy. Rejects with c-ares' code.
 */
export async function resolveHost(host: string, options: ResolveOptions): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host]
  if (isLoopbackName(host)) return ['127.0.0.1']
  const resolver = new dns.Resolver({ timeout: Math.ceil(options.timeout), tries: 1 })
  if (options.resolver !== undefined) resolver.setServers([options.resolver])
  const cancel = () => resolver.cancel()
  options.signal.addEventListener('abort', cancel, { once: true })
  try {
    return await resolver.resolve4(host)
  } catch (error) {
    if (errorCode(error) !== 'ENODATA') throw error
    return await resolver.resolve6(host)
  } finally {
    options.signal.removeEventListener('abort', cancel)
  }
}
