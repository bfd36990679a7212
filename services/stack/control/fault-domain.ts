import { getJson } from '../../../adapters/http.ts'
import { seconds } from '../../../lib/duration.ts'
import { field } from '../../../lib/json/parse.ts'
import { instancesOf } from './own-faults.ts'
import { faultDomainIn, type LocatedFault } from './page.ts'

const TIMEOUT = seconds(1)

/** The fault domain that the prober names now; undefined when the prober does not answer. */
export async function readFaultDomain(proberUrl: string, signal?: AbortSignal): Promise<LocatedFault | undefined> {
  const answer = await getJson(new URL('/fault-domain', proberUrl), { timeout: TIMEOUT, ...(signal && { signal }) })
  if (answer.kind === 'unanswered' || answer.status !== 200) return undefined
  const domain = faultDomainIn(field(answer.body, 'domain'))
  const evidence = field(answer.body, 'evidence')
  if (domain === undefined) return undefined
  return {
    domain,
    ...instancesOf(field(answer.body, 'instances')),
    ...(field(answer.body, 'isSlow') === true ? { isSlow: true as const } : {}),
    evidence: Array.isArray(evidence) ? evidence.filter(line => typeof line === 'string') : [],
  }
}
