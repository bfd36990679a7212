import { runEntry } from '../../../adapters/command/entry.js'
import type { Main } from '../../../lib/command/command.ts'

/** `npm run watch-release`. */
export const main: Main = async (argv, io) => (await import('./watch-command.ts')).main(argv, io)

if (import.meta.main) await runEntry(main)
