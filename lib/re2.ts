import { RE2JS, RE2JSException } from 're2js'

/** What is wrong with a regular expression, and where in it. */
export interface PatternMistake {
  readonly reason: string
  readonly range: readonly [start: number, end: number]
}

/** What RE2 refuses of a pattern, for Prometheus takes no other regular expressions; undefined for a good one. */
export function patternMistake(pattern: string): PatternMistake | undefined {
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

/** Whether a pattern matches a whole text, as Prometheus asks it; undefined for a pattern that it refuses. */
export function matchesWhole(pattern: string, text: string): boolean | undefined {
  if (patternMistake(pattern) !== undefined) return undefined
  return RE2JS.compile(pattern, RE2JS.DOTALL).matches(text)
}
