import { RE2JS, RE2JSException } from 're2js'

/** What is wrong with a regular expression, and where in it. */
interface PatternMistake {
  readonly reason: string
  readonly range: readonly [start: number, end: number]
}

/** RE2 limits the size of what it compiles; this is far below. */
const LONGEST_PLAIN = 200

/**
 * Patterns of letters, digits, `.`, alternatives and groups without a mark of their own, each of which may be repeated:
 * most that people write. All of them are good, and RE2 would take as long to start as everything else that a small file needs.
 */
const PLAINLY_GOOD = /^(?:[\w/:@ ,~.-][*+?]?|\||\([\w/:@ ,~.|-]+\)[*+?]?)*$/

/** What RE2 refuses of a pattern, as Prometheus and the prober read it; undefined for a good one. */
export function patternMistake(pattern: string): PatternMistake | undefined {
  if (pattern.length <= LONGEST_PLAIN && PLAINLY_GOOD.test(pattern)) return undefined
  try {
    RE2JS.compile(pattern, RE2JS.DOTALL)
    return undefined
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    const [, reason = error.message, part = ''] =
      /^error parsing regexp: (.*?)(?:: `([\s\S]*)`)?$/.exec(error.message) ?? []
    const start = pattern.lastIndexOf(part)
    return { reason, range: part === '' || start === -1 ? [0, pattern.length] : [start, start + part.length] }
  }
}

/** Whether a pattern matches somewhere in a text; its time and its mistakes are those of `firstMatch`. */
export function matchesIn(pattern: string, text: string): boolean {
  return RE2JS.compile(pattern).test(text)
}

/**
 * The first place of a text where a pattern matches: the match, then its groups. Takes time in proportion to the text,
 * whatever the pattern; throws for one that `patternMistake` refuses.
 */
export function firstMatch(pattern: string, text: string): readonly (string | undefined)[] | undefined {
  const matcher = RE2JS.compile(pattern).matcher(text)
  if (!matcher.find()) return undefined
  return Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? undefined)
}

/** Whether a pattern matches a whole text, as Prometheus matches; undefined for a pattern that it refuses. */
export function matchesWhole(pattern: string, text: string): boolean | undefined {
  if (patternMistake(pattern) !== undefined) return undefined
  return RE2JS.compile(pattern, RE2JS.DOTALL).matches(text)
}
