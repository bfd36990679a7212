import type { Answer } from './answer.ts'

/** Whose answers are judged. */
export interface Population {
  /** The release under test; undefined where none was named, and every answer counts. */
  readonly release: string | undefined
  /** Releases that have signed an answer, the one under test among them when it has. */
  readonly seen: readonly string[]
}

/** What an answer is to the release under test. */
export type Belonging = 'judged' | 'other' | 'excluded'

/** An app that signs each answer differently must not fill the memory. */
const MOST_SEEN = 20

/** The population after one more answer. */
export function withSeen(population: Population, { release }: Answer): Population {
  const { seen } = population
  const isFull = seen.length >= MOST_SEEN && release !== population.release
  if (release === undefined || seen.includes(release) || isFull) return population
  return { ...population, seen: [...seen, release] }
}

/** Whether nothing signs its answers, so that old and new cannot be distinguished. */
export function isUnsigned({ seen }: Population): boolean {
  return seen.length === 0
}

/**
 * To whom an answer counts. What no release has signed is the failure of the one under test, for a dead release answers
 * nothing; a good answer without a signature is another's as soon as anything is signed.
 */
export function belongingOf(population: Population, answer: Answer): Belonging {
  if (answer.excluded !== undefined) return 'excluded'
  const { release } = population
  if (release === undefined || answer.release === release) return 'judged'
  if (answer.release !== undefined) return 'other'
  return answer.failure !== undefined || isUnsigned(population) ? 'judged' : 'other'
}

/** Hexadecimal digits that name a commit. */
const COMMIT = /^[0-9a-f]{7,64}$/

/** Whether a release that was named is the one that signed: the same, or the same commit with fewer or more of its digits. */
export function isRelease(named: string, signed: string): boolean {
  if (named === signed) return true
  const [short = '', long = ''] = [named, signed].sort((a, b) => a.length - b.length)
  return COMMIT.test(short) && COMMIT.test(long) && long.startsWith(short)
}
