import { promises as dns } from 'node:dns'
import { performance } from 'node:perf_hooks'
import { steadyNow } from '../../../adapters/steady-clock.ts'
import { errorCode } from '../../../lib/system-error.ts'
import { NOTHING_SEEN, type Observation } from '../core/judge/observation.ts'
import type { DnsQuery, DnsType } from '../definition/model.ts'
import { networkFailure } from './network-failure.ts'

/** Response codes (RFC 1035 §4.1.1) by c-ares' codes; ENODATA is NOERROR without an answer. */
const RCODES: Readonly<Record<string, string>> = {
  ENOTFOUND: 'NXDOMAIN',
  ENODATA: 'NOERROR',
  ESERVFAIL: 'SERVFAIL',
  EREFUSED: 'REFUSED',
}

const ASK: Readonly<Record<DnsType, (resolver: dns.Resolver, name: string) => Promise<readonly string[]>>> = {
  A: (resolver, name) => resolver.resolve4(name),
  AAAA: (resolver, name) => resolver.resolve6(name),
  CNAME: (resolver, name) => resolver.resolveCname(name),
  MX: async (resolver, name) =>
    (await resolver.resolveMx(name)).map(({ priority, exchange }) => `${priority} ${exchange}`),
  NS: (resolver, name) => resolver.resolveNs(name),
  TXT: async (resolver, name) => (await resolver.resolveTxt(name)).map(parts => parts.join('')),
  CAA: async (resolver, name) =>
    (await resolver.resolveCaa(name)).map(
      ({ critical, ...tags }) => `${critical} ${Object.entries(tags).flat().join(' ')}`,
    ),
}

/** Sends one query to a DNS server, once. Never rejects; the time is all in the phase `wait`. */
export async function queryDns(
  { name, type }: DnsQuery,
  { resolver: server, deadlineSteady }: { readonly resolver: string | undefined; readonly deadlineSteady: number },
): Promise<Observation> {
  const timeout = Math.max(1, Math.ceil(deadlineSteady - steadyNow()))
  // c-ares rounds its own timeout; ours ends the question when it is due.
  const resolver = new dns.Resolver({ timeout: timeout + 1000, tries: 1 })
  if (server !== undefined) resolver.setServers([server])
  const start = performance.now()
  const timer = setTimeout(() => resolver.cancel(), timeout)
  const seen = () => {
    const seconds = (performance.now() - start) / 1000
    return { ...NOTHING_SEEN, phases: { wait: seconds }, durationSeconds: seconds, address: server }
  }
  try {
    const answers = await ASK[type](resolver, name)
    return { ...seen(), dns: { rcode: 'NOERROR', answers } }
  } catch (error) {
    const code = errorCode(error) ?? ''
    const rcode = RCODES[code]
    if (rcode !== undefined) return { ...seen(), dns: { rcode, answers: [] } }
    if (code !== 'ECANCELLED') return { ...seen(), failure: networkFailure(error, 'wait') }
    return { ...seen(), failure: { phase: 'wait', reason: 'timeout', detail: 'The server did not answer in time' } }
  } finally {
    clearTimeout(timer)
  }
}
