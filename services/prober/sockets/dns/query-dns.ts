import { performance } from 'node:perf_hooks'
import { NOTHING_SEEN, type Observation } from '../../core/judge/observation.ts'
import type { DnsQuery } from '../../definition/model.ts'
import { askResolver, type ResolverOptions } from './ask-resolver.ts'

/** Sends one query to a DNS server, once. Never rejects for what the server does; the time is all in the phase `wait`. */
export async function queryDns({ name, type }: DnsQuery, options: ResolverOptions): Promise<Observation> {
  const start = performance.now()
  const result = await askResolver(name, type, options)
  const seconds = (performance.now() - start) / 1000
  const seen = { ...NOTHING_SEEN, phases: { wait: seconds }, durationSeconds: seconds, address: options.resolver }
  return 'reason' in result ? { ...seen, failure: { phase: 'wait', ...result } } : { ...seen, dns: result }
}
