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
  {
    file: 'services/prober/sockets/locate.ts',
    from: 'const NO_QUESTION = { resolver: undefined, signal: new AbortController().signal, timeout: milliseconds(1) }',
    to: 'const NO_QUESTION = { resolver: undefined, signal: new AbortController().signal, timeout: milliseconds(2) }',
    because: 'No resolver is asked about an address, so nothing waits for it.',
  },
  {
    file: 'services/prober/sockets/dns-query.ts',
    from: 'const timeout = Math.max(1, Math.ceil(deadlineSteady - steadyNow()))',
    to: 'const timeout = Math.max(2, Math.ceil(deadlineSteady - steadyNow()))',
    because: 'A query that begins after its deadline times out either way.',
  },
  {
    file: 'services/prober/sockets/socket-exchange.ts',
    from: 'isOver = true',
    to: 'isOver = false',
    because: 'What ends a second time has no phase left to stop, and its promise keeps the first result.',
  },
  {
    file: 'services/prober/sockets/socket-exchange.ts',
    from: 'clock.stop()',
    to: ';',
    because: 'After the handshake the next phase begins, or the probe ends, in the same turn of the event loop.',
  },
  {
    file: 'services/prober/core/series/path-overhead.ts',
    from: 'if (other === undefined || other.path === path || Math.abs(other.slotWall - slotWall) > SAME_SLOT)',
    to: 'if (other === undefined || other.path === path || Math.abs(other.slotWall - slotWall) >= SAME_SLOT)',
    because: 'Paths of one slot are nearer to each other than the bound, and slots further apart.',
  },
  {
    file: 'services/prober/thread/worker.ts',
    from: 'const FLUSH_AFTER = milliseconds(20)',
    to: 'const FLUSH_AFTER = milliseconds(200)',
    because: 'Messages come later, each with the time it is about; no test should hold how much later.',
  },
  {
    file: 'services/prober/thread/probing-thread.ts',
    from: 'const RESTART_AFTER = seconds(1)',
    to: 'const RESTART_AFTER = seconds(2)',
    because: 'The slots of the time between are counted as lost, however long that is, and no test should hold it.',
  },
]

/** Why a mutant may live; undefined when nothing is known of it. */
export function reasonToLive({ file, from, to }: Pick<Mutant, 'file' | 'from' | 'to'>): string | undefined {
  return KNOWN_SURVIVORS.find(known => known.file === file && known.from === from && known.to === to)?.because
}
