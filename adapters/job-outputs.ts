import type { CommandIo } from '../lib/command/command.ts'
import { appendText } from './files/append-text.ts'

/** The variable with the file that a job of GitHub takes a step's outputs from, for the help of commands that write there. */
export const OUTPUT_VARIABLE: readonly [name: string, says: string] = [
  'GITHUB_OUTPUT',
  'a file to which its results are added, one NAME=VALUE a line, for later steps of a job',
]

/**
 * Leaves results for the later steps of a GitHub job, where this is one
 * (https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-output-parameter). Values that are
 * undefined are left out. Throws a RangeError for a value of several lines, which would be read as further results.
 */
export async function leaveOutputs(
  { env }: Pick<CommandIo, 'env'>,
  outputs: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const file = env.GITHUB_OUTPUT
  if (file === undefined || file === '') return
  const lines = Object.entries(outputs).flatMap(([name, value]) => (value === undefined ? [] : [lineOf(name, value)]))
  await appendText(file, lines.join(''))
}

function lineOf(name: string, value: string): string {
  if (/[\r\n]/.test(value)) throw new RangeError(`The result "${name}" has several lines`)
  return `${name}=${value}\n`
}
