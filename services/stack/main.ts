import { runEntry } from '../../adapters/command/entry.js'
import type { StackIo } from './io.ts'

/** `npm start`. */
export const main = async (argv: readonly string[], io: StackIo): Promise<number> =>
  (await import('./start.ts')).main(argv, io)

if (import.meta.main) await runEntry(async (argv, io) => (await import('./start.ts')).startInTerminal(argv, io))
