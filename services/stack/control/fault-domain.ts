import { getJson } from '../../../adapters/http.ts'
import { seconds } from '../../../lib/duration.ts'
import { field } from '../../../lib/json/parse.ts'
import type { Verdict } from './page.ts'

const TIMEOUT = seconds(1)

/** What the prober says is broken now; undefined when it does not say. */
export async function readVerdict(proberUrl: string, signal: AbortSignal): Promise<Verdict | undefined> {
  const answer = await getJson(new URL('/verdict', proberUrl), { timeout: TIMEOUT, signal })
  if (answer.kind === 'unanswered' || answer.status !== 200) return undefined
  const domain = field(answer.body, 'domain')
  const evidence = field(answer.body, 'evidence')
  if (typeof domain !== 'string') return undefined
  return { domain, evidence: Array.isArray(evidence) ? evidence.filter(line => typeof line === 'string') : [] }
}
