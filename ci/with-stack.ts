import path from 'node:path'
import { describeError } from '../lib/describe-error.ts'
import type { StackCommandIo } from '../services/stack/io.ts'
import { runningStack, type StackState } from '../services/stack/supervise/state-file.ts'

/** Exit codes of the commands about a running stack, beside those of what they do. */
const NOT_ANSWERING = 1
const NO_STACK = 3

/** Does something with the stack that runs from a folder; says so when none does, or when it does not answer. */
export async function withRunningStack(
  folder: string,
  io: StackCommandIo,
  act: (state: StackState) => Promise<number>,
): Promise<number> {
  const state = await runningStack(path.resolve(io.repository, folder))
  if (state === undefined) {
    io.stderr('No stack runs here: start one with `npm start`\n')
    return NO_STACK
  }
  try {
    return await act(state)
  } catch (error) {
    io.stderr(`${describeError(error)}\n`)
    return NOT_ANSWERING
  }
}
