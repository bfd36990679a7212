/** A label matcher: `=` for text, or the operator and the text. */
type Matcher = string | readonly [operator: '=' | '!=' | '=~' | '!~', text: string]

/** Matchers by label. */
export type Matchers = Readonly<Record<string, Matcher>>

/** `name{label="value",…}` with values escaped, in the order given; a label may have a matcher in each of several sets. */
export function selector(name: string, ...sets: readonly Matchers[]): string {
  const parts = sets
    .flatMap(set => Object.entries(set))
    .map(([label, matcher]) => {
      const [operator, text] = typeof matcher === 'string' ? (['=', matcher] as const) : matcher
      return `${label}${operator}"${escapeValue(text)}"`
    })
  return parts.length === 0 ? name : `${name}{${parts.join(',')}}`
}

/** Text as it stands inside PromQL's double quotes. */
function escapeValue(text: string): string {
  // Most texts hold none of these.
  if (!/[\\"\n]/.test(text)) return text
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

/** The matcher of a histogram bucket; Prometheus 3 writes whole bounds as `1.0` where 2 keeps `1`. */
export function bucketMatcher(bound: number): Matcher {
  return Number.isInteger(bound) ? ['=~', `${bound}(\\.0)?`] : String(bound)
}
