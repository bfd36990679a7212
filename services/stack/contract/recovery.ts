import { field } from '../../../lib/json/parse.ts'

/** Since when every probe of an SLO is good again, by the SLO's id; ISO 8601. A window alone would show the past as if it were now. */
export type GoodSince = Readonly<Record<string, string>>

/** Those moments in a document from outside, and nothing else in it. */
export function readGoodSince(document: unknown): GoodSince {
  const entries = Object.entries(Object(field(document, 'goodSince')))
  const isMoment = (value: unknown) => typeof value === 'string' && !Number.isNaN(Date.parse(value))
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => isMoment(entry[1])))
}
