import { runEntry } from '../adapters/command/entry.js'
import type { Main } from '../lib/command/command.ts'

/** `npm run e2e`. */
export const main: Main = async (argv, io) => (await import('./e2e/command/e2e.ts')).main(argv, io)

if (import.meta.main) await runEntry(main)
