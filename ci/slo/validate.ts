import { parseArgs } from 'node:util'
import { hasErrors, renderDiagnostics } from '../../lib/diagnostic.ts'
import { type Command, type CommandIo, EXIT } from './command.ts'
import { readProjectSlos, SOURCE_FOLDER } from './project.ts'

const HELP = `Says everything that is wrong with SLO definitions, each problem with its place and what to do.

  npm run slo -- validate              every definition in ${SOURCE_FOLDER}/

Exit codes: 0 no errors · 1 errors · 2 wrong usage
`

async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  parseArgs({ args: [...argv], options: {} })
  const { value, diagnostics } = await readProjectSlos()
  io.stdout(renderDiagnostics(diagnostics))
  if (hasErrors(diagnostics)) return EXIT.bad
  const slos = value.reduce((sum, file) => sum + file.slos.length, 0)
  io.stdout(`${value.length} files with ${slos} SLOs are good\n`)
  return EXIT.good
}

/** `validate`: all mistakes of all definitions at once. */
export const validate: Command = { summary: 'say everything that is wrong', help: HELP, run }
