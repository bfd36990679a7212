import type { Mutant } from './operators.ts'

/** A mutant that no test kills, known by what it changes rather than by a line's number, and why that is as it should be. */
interface KnownSurvivor extends Pick<Mutant, 'file' | 'from' | 'to'> {
  readonly because: string
}

/** Mutants without an observable effect, or with one that no test should hold. */
const KNOWN_SURVIVORS: readonly KnownSurvivor[] = [
  {
    file: 'services/stack/drill/drill.ts',
    from: 'const LONGEST_PROBE = minutes(1)',
    to: 'const LONGEST_PROBE = minutes(2)',
    because: 'A longer look back finds only more failures that are known before the break.',
  },
  {
    file: 'services/stack/supervise/tracked-part.ts',
    from: 'logStart: 0,',
    to: 'logStart: 1,',
    because: 'Every start sets it before anything reads it.',
  },
  {
    file: 'services/stack/supervise/pid-files.ts',
    from: 'for (let look = 0; look < GRACE_LOOKS && (await stillRunning()).length > 0; look++) await sleep(LOOK_INTERVAL)',
    to: 'for (let look = 0; look <= GRACE_LOOKS && (await stillRunning()).length > 0; look++) await sleep(LOOK_INTERVAL)',
    because: 'It gives what is deaf to SIGTERM a twentieth of a second more, and no test should hold that.',
  },
]

/** Why a mutant may live; undefined when nothing is known of it. */
export function reasonToLive({ file, from, to }: Pick<Mutant, 'file' | 'from' | 'to'>): string | undefined {
  return KNOWN_SURVIVORS.find(known => known.file === file && known.from === from && known.to === to)?.because
}
