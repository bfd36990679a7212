import { runEntry } from '../adapters/command/entry.js'
import type { Main } from '../lib/command/command.ts'

/** `npm run dashboards`. */
export const main: Main = async (argv, io) => (await import('./dashboards/family.ts')).main(argv, io)

if (import.meta.main) await runEntry(main)
