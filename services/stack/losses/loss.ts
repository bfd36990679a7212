import { field } from '../../../lib/json/parse.ts'
import { momentText } from '../../../lib/text/moment-text.ts'
import type { Notice } from '../contract/notice.ts'

/** Why measurements of a time are missing. */
type LossKind = 'unstored' | 'repaired' | 'unprobed' | 'set-aside'

/** A time of which measurements are missing. */
export interface Loss {
  readonly kind: LossKind
  /** ISO 8601, UTC; absent where nothing says when it began. */
  readonly from?: string
  readonly until: string
  /** What was set aside, and where it lies; a sentence without its full stop. */
  readonly text?: string
}

/** What is kept to find out, at the next start, what is missing. */
export interface Measured {
  /** The newest sample that Prometheus had stored, ISO 8601. */
  readonly newestSample?: string
  /** The latest last. */
  readonly losses: readonly Loss[]
}

const SENTENCES: Readonly<Record<LossKind, (span: string) => string>> = {
  unstored: span => `Prometheus stored no samples ${span}: what happened then may be missing from the figures`,
  repaired: span => `Prometheus lost the samples ${span} when it repaired its data: what happened then is in no figure`,
  unprobed: span => `no probe was measured ${span}: that time is in no figure`,
  'set-aside': span => `measurements ${span} are in no figure`,
}

/** Long enough to be seen by whoever comes to work the next day. */
const SAID_FOR_MS = 24 * 3_600_000
/** As many as fit under a headline. */
const MOST_SAID = 3

/** What is missing from the figures, for every view; older ones beyond the newest three are counted. */
export function lossNotices(losses: readonly Loss[], now: Date): readonly Notice[] {
  const recent = losses.filter(({ until }) => now.getTime() - Date.parse(until) < SAID_FOR_MS)
  const said = recent.slice(-MOST_SAID)
  const [oldest] = recent
  const others = recent.length - said.length
  const notices = said.map(
    (loss): Notice => ({ kind: 'data-lost', since: loss.from ?? loss.until, text: sentence(loss, now) }),
  )
  if (oldest === undefined || others === 0) return notices
  const since = oldest.from ?? oldest.until
  const text = `measurements of ${others} other ${others === 1 ? 'time' : 'times'} since ${momentText(new Date(since), now)} are missing too`
  return [{ kind: 'data-lost', since, text }, ...notices]
}

function sentence({ kind, from, until, text }: Loss, now: Date): string {
  if (text !== undefined) return text
  const end = momentText(new Date(until), now)
  return SENTENCES[kind](from === undefined ? `until ${end}` : `from ${momentText(new Date(from), now)} to ${end}`)
}

/** What a file kept; undefined when it is nothing of the kind. */
export function parseMeasured(document: unknown): Measured | undefined {
  const newestSample = field(document, 'newestSample')
  const losses = field(document, 'losses')
  const isGood = (newestSample === undefined || isMoment(newestSample)) && Array.isArray(losses) && losses.every(isLoss)
  return isGood ? (document as Measured) : undefined
}

function isLoss(entry: unknown): boolean {
  const [kind, from, until, text] = ['kind', 'from', 'until', 'text'].map(name => field(entry, name))
  return (
    typeof kind === 'string' &&
    Object.hasOwn(SENTENCES, kind) &&
    isMoment(until) &&
    (from === undefined || isMoment(from)) &&
    (text === undefined || typeof text === 'string')
  )
}

function isMoment(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value))
}
