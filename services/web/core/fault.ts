import { type Duration, parseDuration, seconds } from '../../../lib/duration.ts'
import { field } from '../../../lib/json/parse.ts'

/** The injected fault. */
export type Fault =
  | { readonly mode: 'none' }
  /** `part` of the pages fail, above 0 and below 1; all when absent. */
  | { readonly mode: 'errors'; readonly part?: number }
  | { readonly mode: 'slow'; readonly delay: Duration }

/** A longer delay would outlive the drain. */
const LONGEST_DELAY: Duration = seconds(30)

/** The fault a request asks for, or what is wrong with the request in one sentence. */
export function readFault(body: unknown): Fault | string {
  const mode = field(body, 'mode')
  if (mode === 'none') return { mode }
  if (mode === 'errors') return readErrors(field(body, 'part'))
  if (mode !== 'slow')
    return `Cannot use mode ${JSON.stringify(mode) ?? 'that is absent'}: it must be "none", "errors" or "slow"`
  const text = field(body, 'delay')
  const delay = typeof text === 'string' ? parseDuration(text) : undefined
  if (delay !== undefined && delay > 0 && delay <= LONGEST_DELAY) return { mode, delay }
  return `Cannot use delay ${JSON.stringify(text) ?? 'that is absent'}: it must be a duration up to 30s, such as "2s"`
}

function readErrors(part: unknown): Fault | string {
  if (part === undefined || part === 1) return { mode: 'errors' }
  if (typeof part === 'number' && part > 0 && part < 1) return { mode: 'errors', part }
  return `Cannot use part ${JSON.stringify(part)}: it must be a number above 0 and at most 1, such as 0.03`
}
