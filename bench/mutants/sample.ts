import { createHash } from 'node:crypto'
import type { Mutant } from './operators.ts'

/** A mutant, and a name for it that holds as long as the code of its file stays the same. */
export interface Candidate extends Mutant {
  readonly id: string
  /** The same change at the same kind of line may be made more than once in a file: which of them this is. */
  readonly nth: number
}

/**
 * Names the mutants of a file by the digest of its code, comments apart, and by what is changed in it: a result holds
 * until the code is another.
 */
export function nameMutants(mutants: readonly Mutant[], code: string): readonly Candidate[] {
  const times = new Map<string, number>()
  return mutants.map(mutant => {
    const change = changeOf(mutant)
    const nth = (times.get(change) ?? 0) + 1
    times.set(change, nth)
    return { ...mutant, nth, id: digest(code, change, nth) }
  })
}

/**
 * Draws so many mutants: of every file at least one, and the rest of all as chance has it. Chance is a digest of the seed
 * and the change alone, so that an edit in one file changes nothing in what is drawn of the others.
 */
export function drawSample(candidates: readonly Candidate[], size: number, seed: number): readonly Candidate[] {
  const drawn = candidates
    .map(candidate => ({ candidate, ticket: digest(seed, changeOf(candidate), candidate.nth) }))
    .sort((a, b) => (a.ticket < b.ticket ? -1 : 1))
    .map(({ candidate }) => candidate)
  const files = new Set<string>()
  const isFirst = drawn.map(({ file }) => !files.has(file) && files.add(file).has(file))
  const firsts = drawn.filter((_, index) => isFirst[index])
  const rest = drawn.filter((_, index) => !isFirst[index])
  return [...firsts, ...rest.slice(0, Math.max(0, size - firsts.length))]
}

function changeOf({ file, operator, from, to }: Mutant): string {
  return JSON.stringify([file, operator, from, to])
}

/** A short name for a value that another one does not have. */
export function digest(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
}
