import type { Mutant } from './operators.ts'

/** A mutant that no test kills, known by what it changes rather than by a line's number, and why that is as it should be. */
interface KnownSurvivor extends Pick<Mutant, 'file' | 'from' | 'to'> {
  readonly because: string
}

/** Mutants without an observable effect, or with one that no test should hold. */
const KNOWN_SURVIVORS: readonly KnownSurvivor[] = []

/** Why a mutant may live; undefined when nothing is known of it. */
export function reasonToLive({ file, from, to }: Pick<Mutant, 'file' | 'from' | 'to'>): string | undefined {
  return KNOWN_SURVIVORS.find(known => known.file === file && known.from === from && known.to === to)?.because
}
