import type { NameAnswer } from '../../../adapters/dns-names.ts'
import type { Site } from '../../../k8s/site/model.ts'
import { isSameAddress } from '../../../lib/text/same-address.ts'
import { bad, type Finding, good } from '../core/fact.ts'

interface AskedName {
  readonly name: string
  readonly answer: NameAnswer | undefined
}

/** Addresses that no visitor from outside can use. */
const NOT_PUBLIC = /^(0\.|127\.|169\.254\.|::1?$|fe80:)/i

/**
 * Whether names lead to the edge: in the own network to its very address, from outside to any that can be one, since a router
 * may stand in between.
 */
export function judgeNames(site: Site, asked: readonly AskedName[]): Finding {
  const wrong = asked.flatMap(({ name, answer }) => {
    const problem = answer === undefined ? 'not asked' : problemOf(site, answer)
    return problem === undefined ? [] : [{ name, problem }]
  })
  if (wrong.length === 0) {
    const addresses = [...new Set(asked.flatMap(({ answer }) => answer?.addresses ?? []))]
    return good(`${asked.map(({ name }) => name).join(', ')}: ${addresses.join(', ')}`)
  }
  const says = [...Map.groupBy(wrong, ({ problem }) => problem)].map(
    ([problem, some]) => `${some.map(({ name }) => name).join(', ')}: ${problem}`,
  )
  if (asked.every(({ answer }) => answer?.problem !== undefined)) {
    return bad(says.join('; '), 'does this machine reach its DNS server? `cat /etc/resolv.conf`')
  }
  const names = wrong.map(({ name }) => name).join(', ')
  const target = site.reach === 'lan' ? site.edgeAddress : 'the public address of the edge'
  const type = site.edgeAddress.includes(':') ? 'AAAA' : 'A'
  return bad(says.join('; '), `add ${type} records to your DNS: ${names} → ${target}`)
}

function problemOf(
  { reach, edgeAddress }: Site,
  { addresses, fromHostsFile, problem }: NameAnswer,
): string | undefined {
  if (problem !== undefined) return `DNS does not answer (${problem})`
  if (addresses.length === 0) {
    return fromHostsFile.length > 0
      ? 'only in the hosts file of this machine, which no other machine reads'
      : 'DNS has no address'
  }
  if (addresses.some(address => isSameAddress(address, edgeAddress))) return undefined
  if (reach === 'lan') return `leads to ${addresses.join(', ')}, not to the edge`
  if (addresses.every(address => NOT_PUBLIC.test(address)))
    return `leads to ${addresses.join(', ')}, which is no machine`
  return undefined
}
