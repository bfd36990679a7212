import { runEntry } from '../../../adapters/command/entry.js'
import type { CommandFamily, Main } from '../../../lib/command/command.ts'
import { runFamily } from '../../../lib/command/run.ts'

/** `npm run incident`. */
const INCIDENT: CommandFamily = {
  name: 'npm run incident',
  summary: 'postmortems that are replayed',
  commands: {
    verify: async () => (await import('./verify.ts')).VERIFY,
    index: async () => (await import('./index-command.ts')).INDEX,
  },
}

/** Runs one of them; gives the exit code. */
export const main: Main = (argv, io) => runFamily(INCIDENT, argv, io)

if (import.meta.main) await runEntry(main)
