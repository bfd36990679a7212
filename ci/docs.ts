import { runEntry } from '../adapters/command/entry.js'
import type { Main } from '../lib/command/command.ts'

/** `node ci/docs.ts`. */
export const main: Main = async (argv, io) => (await import('./commands/docs.ts')).main(argv, io)

if (import.meta.main) await runEntry(main)
