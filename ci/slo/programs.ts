import { findProgram } from '../../adapters/processes/programs.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { ExternalError } from '../../lib/system-error.ts'

/** Throws an ExternalError that says how to install what is missing, unless all of these programs are on the PATH. */
export function requirePrograms(names: readonly string[], { env }: CommandIo): void {
  const missing = names.filter(name => findProgram([name], env.PATH ?? '') === undefined)
  if (missing.length === 0) return
  throw new ExternalError(
    `${missing.join(' and ')} cannot be found: \`sh ci/setup.sh\` installs what is missing, or says with which command`,
  )
}
