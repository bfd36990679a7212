import { runEntry } from '../adapters/command/entry.js'
import type { Main } from '../lib/command/command.ts'

/** `npm run page`. */
export const main: Main = async (argv, io) => (await import('./commands/page.ts')).main(argv, io)

if (import.meta.main) await runEntry(main)
