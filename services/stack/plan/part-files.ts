import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { writeAtomically } from '../../../adapters/files/files.ts'
import type { Part } from './part.ts'

const run = promisify(execFile)

/** Writes every part's files, then lets each program judge its own; gives the complaints, each with its part's name. */
export async function writeAndCheck(parts: readonly Part[]): Promise<readonly string[]> {
  for (const { files } of parts) for (const { path: file, text } of files) await writeAtomically(file, text)
  const complaints = await Promise.all(
    parts.map(async ({ name, check }) => {
      if (check === undefined) return []
      try {
        await run(check.command, [...check.args])
        return []
      } catch (error) {
        return [`${name}: its own check refuses the configuration:\n${outputOf(error)}`]
      }
    }),
  )
  return complaints.flat()
}

function outputOf(error: unknown): string {
  const of = (name: string): string => {
    const text = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined
    return typeof text === 'string' ? text : ''
  }
  return `${of('stdout')}${of('stderr')}`.trim() || String(error)
}
