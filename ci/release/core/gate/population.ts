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

export function newPopulation(release: string | undefined): Population {
  return { release, seen: [] }
}

/** The population after one more answer. */
export function withSeen(population: Population, { release }: Answer): Population {
  return release === undefined || population.seen.includes(release)
    ? population
    : { ...population, seen: [...population.seen, release] }
}

/** Whether nothing signs its answers, so that old and new cannot be told apart. */
export function isUnsigned({ seen }: Population): boolean {
  return seen.length === 0
}

/**
 * To whom an answer counts. What no release has signed is the failure of the one under test, for a dead release answers
 * nothing; a good answer without a signature is someone else's as soon as anyone signs.
 */
export function belongingOf(population: Population, answer: Answer): Belonging {
  if (answer.excluded !== undefined) return 'excluded'
  const { release } = population
  if (release === undefined || answer.release === release) return 'judged'
  if (answer.release !== undefined) return 'other'
  return answer.failure !== undefined || isUnsigned(population) ? 'judged' : 'other'
}
