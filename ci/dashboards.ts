import { type Command, type CommandIo, EXIT } from './dashboards/command.ts'
import { diff } from './dashboards/diff.ts'
import { generate } from './dashboards/generate.ts'
import { lint } from './dashboards/lint.ts'
import { preview } from './dashboards/preview.ts'
import { push } from './dashboards/push.ts'
import { verify } from './dashboards/verify.ts'

const COMMANDS: Readonly<Record<string, Command>> = { generate, lint, diff, preview, push, verify }

const HELP = `Grafana dashboards from code: typed, linted, proven and provisioned.

  npm run dashboards                          the same as \`generate\`
  npm run dashboards -- COMMAND [OPTIONS]     \`--help\` after a command explains it

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`)
  .join('\n')}
`

/** Runs one dashboard command; its exit code is 0 when all is good, 1 when something is wrong, 2 for wrong usage. */
export async function main(argv: readonly string[], io: CommandIo): Promise<number> {
  const [first] = argv
  if (first === '--help' || first === 'help') return print(io, HELP)
  const [name = 'generate', ...rest] = first?.startsWith('-') ? ['generate', ...argv] : argv
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
    io.stderr(`${error.message}\n\n${command.help}`)
    return EXIT.usage
  }
}

/** An option that parseArgs does not know, or one that lacks its value. */
function isUsageError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}

function print(io: CommandIo, text: string): number {
  io.stdout(text)
  return EXIT.good
}

if (import.meta.main) {
  process.exitCode = await main(process.argv.slice(2), {
    stdout: text => void process.stdout.write(text),
    stderr: text => void process.stderr.write(text),
    env: process.env,
  })
}
