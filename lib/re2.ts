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

/** A regular expression that is compiled; its time grows with the text, whatever the pattern and the text are. */
export interface Pattern {
  readonly source: string
  /** How many characters of a text are searched: the rest of a longer one is not looked at. */
  readonly reach: number
  /** Whether it matches somewhere. */
  test(text: string): boolean
  /** The first place where it matches: the match, then its groups. */
  find(text: string): readonly (string | undefined)[] | undefined
}

/** No pattern searches more than this, in characters. */
const LONGEST_TEXT = 1_048_576

/** Capturing costs about three times as much for each character. */
const LONGEST_CAPTURING = LONGEST_TEXT / 4

/**
 * Measured: in the worst case, a text that keeps every step of a pattern busy, each step takes about 30 ns a character.
 * With so many steps in all, a match takes less than 100 ms.
 */
const MOST_STEPS = 3_000_000

/** A larger pattern would search less than a page. */
const LARGEST_PATTERN = 2000

/** Patterns of this size without long repetitions meet few combinations of steps, which RE2 remembers: 1 MiB takes 80 ms at most. */
const PLAIN_PATTERN = 64
const LONG_REPETITION = /\{\d*,?\d{2,}\}/

/** Compiled patterns by source; those of all definitions fit in. */
const compiled = new Map<string, Pattern>()
const MOST_COMPILED = 2000

/** What RE2 remembers of a text longer than this would take more memory than compiling again takes time. */
const LONGEST_REMEMBERED = 65_536

/** The pattern of a source, compiled once; throws for one that `patternMistake` refuses. */
export function patternOf(source: string): Pattern {
  const known = compiled.get(source)
  if (known !== undefined) return known
  const pattern = compile(source)
  if (compiled.size >= MOST_COMPILED) compiled.clear()
  compiled.set(source, pattern)
  return pattern
}

function compile(source: string): Pattern {
  const re = RE2JS.compile(source)
  const size = re.programSize()
  const isPlain = size <= PLAIN_PATTERN && !LONG_REPETITION.test(source)
  const reach = isPlain ? LONGEST_TEXT : Math.min(LONGEST_TEXT, Math.floor(MOST_STEPS / size))
  const within = (text: string, longest: number): string => {
    if (text.length > LONGEST_REMEMBERED) compiled.delete(source)
    return text.length > longest ? text.slice(0, longest) : text
  }
  return {
    source,
    reach,
    test: text => re.test(within(text, reach)),
    find(text) {
      const matcher = re.matcher(within(text, Math.min(reach, LONGEST_CAPTURING)))
      if (!matcher.find()) return undefined
      return Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? undefined)
    },
  }
}

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

/** The same for a pattern that is to search texts of a server, where a very large one would take too long. */
export function searchMistake(pattern: string): string | undefined {
  const mistake = patternMistake(pattern)
  if (mistake !== undefined) return mistake.reason
  const size = RE2JS.compile(pattern).programSize()
  return size > LARGEST_PATTERN ? `it has ${size} steps, and may have ${LARGEST_PATTERN}: repeat less` : undefined
}

/** Whether a pattern matches somewhere in what it reaches of a text. */
export function matchesIn(pattern: string, text: string): boolean {
  return patternOf(pattern).test(text)
}

/** The first place of a text where a pattern matches: the match, then its groups. */
export function firstMatch(pattern: string, text: string): readonly (string | undefined)[] | undefined {
  return patternOf(pattern).find(text)
}

/** Patterns of matchers as Prometheus reads them; undefined for one that it refuses. Thousands of SLOs share a few. */
const matchers = new Map<string, RE2JS | undefined>()

/** Whether a pattern matches a whole text, as Prometheus matches; undefined for a pattern that it refuses. */
export function matchesWhole(pattern: string, text: string): boolean | undefined {
  if (!matchers.has(pattern)) {
    const isGood = patternMistake(pattern) === undefined
    if (matchers.size >= MOST_COMPILED) matchers.clear()
    matchers.set(pattern, isGood ? RE2JS.compile(pattern, RE2JS.DOTALL) : undefined)
  }
  return matchers.get(pattern)?.matches(text)
}
