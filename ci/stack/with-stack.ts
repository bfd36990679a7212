import path from 'node:path'
import type { CommandIo } from '../../lib/command/command.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { commandIn, DEFAULT_FOLDER } from '../../services/stack/plan/command-hint.ts'
import { runningStack, type StackState } from '../../services/stack/supervise/state-file.ts'

/** `--folder`: which of several stacks is meant. */
export const FOLDER_OPTION = {
  type: 'string',
  value: 'DIR',
  default: DEFAULT_FOLDER,
  help: 'the --folder that the stack was started with; where you stand in one, that',
} as const

/** What finding a stack needs to know. */
type Surroundings = Pick<CommandIo, 'repository' | 'env'>

/**
 * The stack that is meant: the one that runs from the named folder, which is relative to the repository. Where none is named,
 * the one whose folder a person stands in, and otherwise that of the default folder. Undefined when it does not run.
 */
export async function stackIn(folder: string, { repository, env }: Surroundings): Promise<StackState | undefined> {
  if (folder === DEFAULT_FOLDER) {
    // npm runs its scripts in the repository, and leaves here where the person stood.
    for (const above of foldersAbove(env.INIT_CWD)) {
      const stack = await runningStack(above)
      if (stack !== undefined) return stack
    }
  }
  return runningStack(path.resolve(repository, folder))
}

function foldersAbove(folder: string | undefined): readonly string[] {
  if (folder === undefined || !path.isAbsolute(folder)) return []
  const above = path.dirname(folder)
  return above === folder ? [folder] : [folder, ...foldersAbove(above)]
}

/**
 * The Prometheus to query: the given one, otherwise that of the stack which runs from a folder. It gets the stack's password
 * when it is the stack's, whichever way it is written. Undefined when there is neither.
 */
export async function prometheusOf(
  given: string | undefined,
  folder: string,
  io: Surroundings,
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
  io.stderr(`No stack runs from ${folder}: start one with \`${commandIn(folder, 'start')}\`\n`)
  return EXIT.blind
}
