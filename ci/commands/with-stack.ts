import path from 'node:path'
import type { CommandIo } from '../../lib/command/command.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { DEFAULT_FOLDER } from '../../services/stack/plan/command-hint.ts'
import { runningStack, type StackState } from '../../services/stack/supervise/state-file.ts'

/** `--folder`: which of several stacks is meant. */
export const FOLDER_OPTION = {
  type: 'string',
  value: 'DIR',
  default: DEFAULT_FOLDER,
  help: 'the --folder that the stack was started with',
} as const

/** Does something with the stack that runs from a folder; says so when none does. */
export async function withRunningStack<Code>(
  folder: string,
  io: CommandIo,
  act: (state: StackState) => Promise<Code>,
): Promise<Code | typeof EXIT.blind> {
  const state = await runningStack(path.resolve(io.repository, folder))
  if (state !== undefined) return act(state)
  io.stderr('No stack runs here: start one with `npm start`\n')
  return EXIT.blind
}
