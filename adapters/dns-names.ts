import { lookup, Resolver } from 'node:dns/promises'
import { type Duration, humanDuration } from '../lib/duration.ts'
import { errorCode } from '../lib/system-error.ts'

/** What is known of a host name from here. */
export interface NameAnswer {
  /** What DNS says; empty where it knows no address. */
  readonly addresses: readonly string[]
  /** What only the hosts file of this machine says. */
  readonly fromHostsFile: readonly string[]
  /** Why DNS gave no answer; undefined where it did, also that there is none. */
  readonly problem: string | undefined
}

/**
 * Lets names that the system looks up from now on fail in seconds: it waits five for each server, twice, in a thread that cannot
 * be ended and that a process waits for when it ends. A choice that the environment has stays (resolv.conf(5), RES_OPTIONS).
 */
export function boundNameLookups(): void {
  process.env.RES_OPTIONS ??= 'timeout:2 attempts:1'
}

const NO_ADDRESS = ['ENOTFOUND', 'ENODATA']

/** Asks DNS for a name’s addresses, and where that knows none, the hosts file. Never rejects. */
export async function resolveName(
  name: string,
  timeout: Duration,
  servers: readonly string[] | undefined,
): Promise<NameAnswer> {
  const resolver = new Resolver({ timeout, tries: 1 })
  if (servers !== undefined) resolver.setServers(servers)
  const [v4, v6] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
  const addresses = [v4, v6].flatMap(answer => (answer.status === 'fulfilled' ? answer.value : []))
  const failed = [v4, v6].flatMap(answer =>
    answer.status === 'rejected' && !NO_ADDRESS.includes(errorCode(answer.reason) ?? '') ? [answer.reason] : [],
  )
  if (addresses.length > 0) return { addresses, fromHostsFile: [], problem: undefined }
  // The system would ask the server that has just not answered, for far longer.
  const isAsked = servers === undefined && failed.length === 0
  const found = isAsked ? await lookup(name, { all: true }).catch(() => []) : []
  const code = errorCode(failed[0])
  const problem =
    failed.length === 0 ? undefined : code === 'ETIMEOUT' ? `no answer within ${humanDuration(timeout)}` : (code ?? '?')
  return { addresses, fromHostsFile: found.map(({ address }) => address), problem }
}
