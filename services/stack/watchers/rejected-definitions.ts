import { field } from '../../../lib/json/parse.ts'
import { listAt, textAt } from '../../../lib/json/path.ts'
import { momentText } from '../../../lib/text/moment-text.ts'
import { oneLine } from '../../../lib/text/one-line.ts'
import type { Notice } from '../contract/notice.ts'

/** Definitions that the prober refused: what it measures is not what its file says. */
export interface RejectedDefinitions {
  readonly since: Date
  /** What is wrong with them, a line each. */
  readonly problems: readonly string[]
}

/** The rejection in the prober's answer to `GET /definitions`; undefined when they are accepted. */
export function readRejected(body: unknown): RejectedDefinitions | undefined {
  const rejected = field(body, 'rejected')
  const since = new Date(textAt(rejected, 'since'))
  if (Number.isNaN(since.getTime())) return undefined
  return {
    since,
    problems: listAt(rejected, 'problems').flatMap(text => (typeof text === 'string' ? [oneLine(text)] : [])),
  }
}

const LONGEST_PROBLEM = 200

/** That an edit of the definitions has changed nothing, and what is wrong with it first. */
export function rejectedNotice(rejected: RejectedDefinitions | undefined, now: Date): readonly Notice[] {
  if (rejected === undefined) return []
  const { since, problems } = rejected
  const [first = 'they cannot be read', ...others] = problems
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  const text = `the prober has rejected its changed definitions since ${momentText(since, now)} and goes on with those before: ${first.slice(0, LONGEST_PROBLEM)}${more}`
  return [{ kind: 'definitions-rejected', since: since.toISOString(), text }]
}
