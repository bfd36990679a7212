import { runEntry } from '../adapters/command/entry.js'
import type { Main } from '../lib/command/command.ts'

/** `npm run rollback`. */
export const main: Main = async (argv, io) => (await import('./release/command/rollback-command.ts')).main(argv, io)

if (import.meta.main) await runEntry(main)
