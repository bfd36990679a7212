import { type CommandIo, UsageError } from '../../lib/command/command.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { webAddress } from '../../lib/web-address.ts'
import { commandIn } from '../../services/stack/plan/command-hint.ts'
import type { StackState } from '../../services/stack/supervise/state-file.ts'
import { stackIn } from './with-stack.ts'

/** A part of Leadline that a command asks. */
export interface AskedPart {
  /** The variable of the environment that names it. */
  readonly variable: string
  readonly example: string
  /** What the variable is set to, in words. */
  readonly means: string
  readonly inStack: (stack: StackState) => string | undefined
}

/**
 * Where a part is: where its variable says, otherwise in the stack that runs from a folder. Throws a UsageError for a variable that is
 * no address, and an ExternalError where there is neither.
 */
export async function addressOf(
  { variable, example, means, inStack }: AskedPart,
  folder: string,
  io: CommandIo,
): Promise<string> {
  const given = io.env[variable]
  if (given) {
    const address = webAddress(given)
    if (address !== undefined) return address
    throw new UsageError(`Cannot use ${variable} "${given}": it must be an address such as ${example}`)
  }
  const stack = await stackIn(folder, io)
  const address = stack && inStack(stack)
  if (address !== undefined) return address
  throw new ExternalError(
    `No stack runs from ${folder}: start one with \`${commandIn(folder, 'start')}\`, or set ${variable} to ${means}`,
  )
}
