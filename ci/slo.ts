import { setFlagsFromString } from 'node:v8'
import { budget } from './slo/budget.ts'
import { type Command, type CommandIo, EXIT, UsageError } from './slo/command.ts'
import { explain } from './slo/explain.ts'
import { generate } from './slo/generate.ts'
import { simulate } from './slo/simulate.ts'
import { testCommand } from './slo/test.ts'
import { validate } from './slo/validate.ts'

const COMMANDS: Readonly<Record<string, Command>> = {
  generate,
  validate,
  test: testCommand,
  explain,
  simulate,
  budget,
}

const HELP = `Service level objectives as code: definitions in, Prometheus rules and their proof out.

  npm run slo                          the same as \`generate\`
  npm run slo -- COMMAND [OPTIONS]     \`--help\` after a command explains it

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`)
  .join('\n')}
`

/** Runs one SLO command; its exit code is 0 when all is good, 1 when something is wrong, 2 for wrong usage. */
export async function main(argv: readonly string[], io: CommandIo): Promise<number> {
  const [name = 'generate', ...rest] = argv[0]?.startsWith('-') && argv[0] !== '--help' ? ['generate', ...argv] : argv
  if (name === '--help' || name === 'help') return print(io, HELP)
  const command = COMMANDS[name]
  if (command === undefined) {
    io.stderr(`There is no command "${name}".\n\n${HELP}`)
    return EXIT.usage
  }
  if (rest.includes('--help')) return print(io, command.help)
  try {
    return await command.run(rest, io)
  } catch (error) {
    if (!isUsageError(error)) throw error
    io.stderr(`${error.message}\n\nSee \`npm run slo -- ${name} --help\`.\n`)
    return EXIT.usage
  }
}

/** An option that parseArgs does not know, or one that lacks its value. */
function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}

function print(io: CommandIo, text: string): number {
  io.stdout(text)
  return EXIT.good
}

if (import.meta.main) {
  // Rules are made and forgotten one SLO at a time; V8 would let its nursery grow to 100 MiB for that, and gain nothing.
  setFlagsFromString('--semi-space-growth-factor=1')

  process.exitCode = await main(process.argv.slice(2), {
    stdout: text => void process.stdout.write(text),
    stderr: text => void process.stderr.write(text),
  })
}
