import { runEntry } from '../../adapters/command/entry.js'
import type { CommandFamily, CommandIo } from '../../lib/command/command.ts'
import { runFamily } from '../../lib/command/run.ts'
import { RENDER_VANTAGE } from './render.ts'
import { UPDATE_VANTAGE } from './update.ts'

/** `npm run vantage`. */
const VANTAGE: CommandFamily = {
  name: 'npm run vantage',
  summary: 'a prober outside of the cluster, as a service of systemd',
  commands: { render: RENDER_VANTAGE, update: UPDATE_VANTAGE },
}

/** Runs one of them; gives the exit code. */
export function main(argv: readonly string[], io: CommandIo): Promise<number> {
  return runFamily(VANTAGE, argv, io)
}

if (import.meta.main) await runEntry(main)
