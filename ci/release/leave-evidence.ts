import { appendText } from '../../adapters/files/append-text.ts'
import { writeAtomically } from '../../adapters/files/write-files.ts'
import { leaveOutputs } from '../../adapters/job-outputs.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { describeError } from '../../lib/describe-error.ts'
import { isExternal } from '../../lib/system-error.ts'

/** What a run leaves for people and programs. */
export interface Evidence {
  /** Results for later steps of a job. */
  readonly outputs: Readonly<Record<string, string | undefined>>
  /** Files that a person named, and what goes into each. */
  readonly files: readonly { readonly file: string | undefined; readonly text: string | undefined }[]
  readonly markdown: string
}

/**
 * Leaves the results, the files and the summary. What cannot be written is said on stderr and changes nothing else: the exit code
 * says what is in the cluster, and each of them is read by someone else.
 */
export async function leaveEvidence({ outputs, files, markdown }: Evidence, io: CommandIo): Promise<void> {
  const summary = io.env.GITHUB_STEP_SUMMARY ?? ''
  const writes = [
    () => leaveOutputs(io, outputs),
    ...files.map(({ file, text }) => async () => {
      if (file !== undefined && text !== undefined) await writeAtomically(file, text)
    }),
    async () => void (summary !== '' && (await appendText(summary, markdown))),
  ]
  for (const write of writes) {
    try {
      await write()
    } catch (error) {
      if (!isExternal(error)) throw error
      io.stderr(`${describeError(error)}\n`)
    }
  }
}
