import { writeAtomically } from '../../../adapters/files/write-files.ts'
import { runProgram } from '../../../adapters/processes/run-program.ts'
import { describeError } from '../../../lib/describe-error.ts'
import type { ConfigCheck, Part } from './part.ts'

/** Writes every part's files, then lets each program judge its own; gives the complaints, each with its part's name. */
export async function writeAndCheck(parts: readonly Part[]): Promise<readonly string[]> {
  for (const { files } of parts) for (const { path: file, text } of files) await writeAtomically(file, text)
  const complaints = await Promise.all(
    parts.map(async ({ name, check }) => {
      const complaint = check && (await complaintOf(check))
      return complaint === undefined ? [] : [`${name}: its own check refuses the configuration:\n${complaint}`]
    }),
  )
  return complaints.flat()
}

/** What a check prints when it refuses a configuration; undefined when it accepts it. */
async function complaintOf({ command, args }: ConfigCheck): Promise<string | undefined> {
  try {
    const { isGood, how, stdout, stderr } = await runProgram(command, args)
    return isGood ? undefined : `${stdout}${stderr}`.trim() || `${command} ended with ${how}`
  } catch (error) {
    return describeError(error)
  }
}
