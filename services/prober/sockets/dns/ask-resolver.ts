import { Resolver } from 'node:dns'
import { steadyNow } from '../../../../adapters/steady-clock.ts'
import type { DnsType } from '../../definition/model.ts'
import { asciiName } from '../tls/host-name.ts'
import { askServer, type DnsFailure, type DnsServer } from './ask-server.ts'
import type { Answered } from './message.ts'

/** Which resolver is asked, and until when. */
export interface ResolverOptions {
  /** `host:port`; undefined for the system's. */
  readonly resolver: string | undefined
  readonly deadlineSteady: number
}

/**
 * Asks afresh, each server once. Where the system has several, the next one is asked when one fails or keeps silent for its
 * share of the time. c-ares is not used: it gives unknown response codes as no error, and records of other names as answers.
 * Throws a TypeError for a name that DNS cannot have.
 */
export async function askResolver(
  name: string,
  type: DnsType,
  { resolver, deadlineSteady }: ResolverOptions,
  system: readonly string[] = resolver === undefined ? new Resolver().getServers() : [],
): Promise<Answered | DnsFailure> {
  const servers = (resolver === undefined ? system : [resolver]).map(serverOf)
  let result: Answered | DnsFailure = { reason: 'dns_error', detail: 'The system names no DNS server' }
  for (const [index, server] of servers.entries()) {
    const now = steadyNow()
    const until = now + (deadlineSteady - now) / (servers.length - index)
    result = await askServer(asciiName(name), type, server, until)
    if ('rcode' in result && FINAL.includes(result.rcode)) return result
  }
  return result
}

/** After these no other server knows more. */
const FINAL: readonly string[] = ['NOERROR', 'NXDOMAIN']

function serverOf(text: string): DnsServer {
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? []
  // Node writes an address of IPv6 without brackets where its port is the usual one.
  return { host: bracketed ?? plain ?? text, port: port === undefined ? DNS_PORT : Number(port) }
}

const DNS_PORT = 53
