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

/** The stack that runs from a folder, which is relative to the repository; undefined when none does. */
export function stackIn(
  folder: string,
  { repository }: Pick<CommandIo, 'repository'>,
): Promise<StackState | undefined> {
  return runningStack(path.resolve(repository, folder))
}

/**
 * The Prometheus to query: the given one, otherwise that of the stack which runs from a folder. It gets the stack's password
 * when it is the stack's, whichever way it is written. Undefined when there is neither.
 */
export async function prometheusOf(
  given: string | undefined,
  folder: string,
  io: Pick<CommandIo, 'repository'>,
): Promise<string | undefined> {
  const own = (await stackIn(folder, io))?.prometheusUrl
  if (given === undefined || own === undefined) return given ?? own
  const [asked, ours] = [new URL(given), new URL(own)]
  return asked.origin === ours.origin && asked.username === '' ? own : given
}

/** Does something with the stack that runs from a folder; says so when none does. */
export async function withRunningStack<Code>(
  folder: string,
  io: CommandIo,
  act: (state: StackState) => Promise<Code>,
): Promise<Code | typeof EXIT.blind> {
  const state = await stackIn(folder, io)
  if (state !== undefined) return act(state)
  io.stderr('No stack runs here: start one with `npm start`\n')
  return EXIT.blind
}
