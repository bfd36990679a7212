import { type AskDetails, ask } from '../../../adapters/http.ts'
import { seconds } from '../../../lib/duration.ts'

const TIMEOUT = seconds(2)

/** What keeps a part from being ready, in words; undefined when it answers a GET with 200. */
export async function unreadyAt(
  url: string,
  signal: AbortSignal,
  details: AskDetails = {},
): Promise<string | undefined> {
  const answer = await ask(new URL(url), { timeout: TIMEOUT, signal }, details)
  if (answer.kind === 'unanswered') return answer.problem
  return answer.status === 200 ? undefined : `answers ${answer.status}`
}
