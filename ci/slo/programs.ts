import { findProgram } from '../../adapters/processes/programs.ts'
import type { CommandIo } from '../command/command.ts'

/** What to tell whoever lacks one of these programs; undefined when all are installed. */
export function missingPrograms(names: readonly string[], { env }: CommandIo): string | undefined {
  const missing = names.filter(name => findProgram([name], env.PATH ?? '') === undefined)
  if (missing.length === 0) return undefined
  return `${missing.join(' and ')} cannot be found: \`sh ci/setup.sh\` installs what is missing, or says with which command\n`
}
