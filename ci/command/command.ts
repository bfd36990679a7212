import { describeError } from '../../lib/describe-error.ts'
import { errorCode } from '../../lib/system-error.ts'

/** What a command takes from its process. */
export interface CommandIo {
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  readonly env: Readonly<Record<string, string | undefined>>
  /** The terminal that stderr is, where it is one whose lines can be rewritten. */
  readonly terminal?: { readonly columns: number }
}

/** One word after `npm run NAME --`. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string
  /** What `--help` prints: what it is for, every option, exit codes, an example. */
  readonly help: string
  readonly run: (argv: readonly string[], io: CommandIo) => Promise<number>
}

/** Exit codes all commands share. */
export const EXIT = { good: 0, bad: 1, usage: 2 } as const

/** The caller asked for something that cannot be done as it was asked; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Commands that share a script; without a word, `generate` is meant. */
export interface CommandFamily {
  /** The script's name in package.json. */
  readonly script: string
  /** What it is for, in a sentence. */
  readonly about: string
  readonly commands: Readonly<Record<string, Command>>
}

const DEFAULT_COMMAND = 'generate'
const HELP_WORDS: readonly string[] = ['--help', '-h']

/** Runs one command of a family; its exit code is 0 when all is good, 1 when something is wrong, 2 for wrong usage. */
export async function runCommand(family: CommandFamily, argv: readonly string[], io: CommandIo): Promise<number> {
  const [first] = argv
  if (first !== undefined && [...HELP_WORDS, 'help'].includes(first)) return print(io, helpOf(family))
  const [name = DEFAULT_COMMAND, ...rest] = first?.startsWith('-') ? [DEFAULT_COMMAND, ...argv] : argv
  const command = Object.hasOwn(family.commands, name) ? family.commands[name] : undefined
  if (command === undefined) {
    io.stderr(`There is no command "${name}".\n\n${helpOf(family)}`)
    return EXIT.usage
  }
  if (rest.some(word => HELP_WORDS.includes(word))) return print(io, command.help)
  try {
    return await command.run(rest, io)
  } catch (error) {
    if (isFileError(error)) {
      io.stderr(`${describeError(error)}\n`)
      return EXIT.bad
    }
    if (!isUsageError(error)) throw error
    // Node adds a lecture on dashes to what is wrong.
    const [what = ''] = error.message.split('. To specify a positional')
    io.stderr(`${what}\n\nSee \`npm run ${family.script} -- ${name} --help\`.\n`)
    return EXIT.usage
  }
}

function helpOf({ script, about, commands }: CommandFamily): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(11)} ${summary}`)
  return `${about}

  npm run ${script.padEnd(34)} the same as \`${DEFAULT_COMMAND}\`
  npm run ${`${script} -- COMMAND [OPTIONS]`.padEnd(34)} \`--help\` after a command explains it

${lines.join('\n')}
`
}

/** A file that cannot be read or written, for a reason that its reader can act on; anything else is our mistake. */
const FILE_ERRORS = ['ENOENT', 'ENOTDIR', 'EISDIR', 'EEXIST', 'EACCES', 'EPERM', 'EROFS', 'ENOSPC']

function isFileError(error: unknown): boolean {
  return FILE_ERRORS.includes(errorCode(error) ?? '')
}

/** An option that parseArgs does not know, or one that lacks its value, counts as one. */
function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true
  return (errorCode(error) ?? '').startsWith('ERR_PARSE_ARGS')
}

function print(io: CommandIo, text: string): number {
  io.stdout(text)
  return EXIT.good
}

/** What a shell says of a program whose reader has gone away: 128 and the number of SIGPIPE. */
const READER_IS_GONE = 141

/** The process' own channels. */
export function processIo(): CommandIo {
  process.stdout.on('error', error => {
    // Such as `| head`, which has seen enough.
    if ('code' in error && error.code === 'EPIPE') process.exit(READER_IS_GONE)
    throw error
  })
  const isTerminal = process.stderr.isTTY === true && process.env.TERM !== 'dumb'
  return {
    stdout: text => void process.stdout.write(text),
    stderr: text => void process.stderr.write(text),
    env: process.env,
    ...(isTerminal ? { terminal: { columns: process.stderr.columns || 80 } } : {}),
  }
}
