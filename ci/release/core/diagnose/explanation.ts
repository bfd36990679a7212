/** What a text of the cluster means: how it reads, what that says to a person, and what to do. */
export interface Explanation {
  readonly code: string
  readonly pattern: RegExp
  readonly what: (match: RegExpMatchArray) => string
  readonly fix: string
}

/** A text that is explained: the row that fits, and what it says of this one. */
interface Explained {
  readonly code: string
  readonly what: string
  readonly fix: string
}

/** What a text means by the first row that fits; throws a TypeError where none does: the last row of a table fits everything. */
export function explain(text: string, table: readonly Explanation[]): Explained {
  for (const { code, pattern, what, fix } of table) {
    const match = text.match(pattern)
    if (match !== null) return { code, what: what(match), fix }
  }
  throw new TypeError('No row of the table fits')
}
