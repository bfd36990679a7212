import type { CodeOf, ExitCode, Exits } from './exit-codes.ts'
import type { Options, Values } from './options.ts'

/** Signals of the system that a command can take instead of ending at once; SIGPIPE says that the reader of the output has gone. */
export type SystemSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGPIPE'

/** What a command takes from its process. */
export interface CommandIo {
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  readonly env: Readonly<Record<string, string | undefined>>
  /** The root of this checkout. */
  readonly repository: string
  readonly now: () => Date
  /** Milliseconds on a clock that is never set. */
  readonly monotonic: () => number
  /** Aborts when the command is asked to end. */
  readonly signal: AbortSignal
  /** Calls back at every such signal of the system, which then does not end the process; gives the way to stop that. */
  readonly onSignal: (signal: SystemSignal, listener: () => void) => () => void
  /** The terminal that stderr is, where it is one whose lines can be rewritten. */
  readonly terminal?: { readonly columns: number }
}

/** The words of a command line that belong to no option. */
export interface Operands {
  /** What stands for them in the help: `FILE`, `ID …`. */
  readonly value: string
  readonly least: number
  readonly most: number
  /** What has to be given, as the end of a sentence: `name one drill`. */
  readonly need: string
  /** The only words it takes. */
  readonly choices?: readonly string[]
}

/** What `--help` says, in data; options and exit codes come from the command itself. Paragraphs are wrapped. */
export interface HelpText {
  /** What else there is to say before the ways to call it. */
  readonly about?: string
  /** Command lines as people type them, each with what it does. */
  readonly uses: readonly (readonly [line: string, does: string])[]
  /** Variables of the environment that the command reads, each with what it says. */
  readonly environment?: readonly (readonly [name: string, says: string])[]
  /** What a reader has to know besides; lines that begin with a space stay as they are. */
  readonly notes?: string
}

/** What a person asked for, read. */
export interface Given<O extends Options> {
  readonly values: Values<O>
  readonly operands: readonly string[]
}

/** All that is known of a command before it runs. */
export interface CommandSpec<O extends Options, X extends Exits, Io extends CommandIo> {
  /** What a person types: `npm run status`, `npm run slo -- validate`. */
  readonly name: string
  /** What it does, in a few words that continue its name. */
  readonly summary: string
  readonly help: HelpText
  readonly options: O
  /** Absent: it takes none. */
  readonly operands?: Operands
  /** Everything but a `--help` in the first place goes unread to another program. */
  readonly passesOn?: true
  readonly exits: X
  /** Signals that abort `io.signal` instead of ending the process. */
  readonly endsOn?: readonly SystemSignal[]
  /** Sentences about options that do not go together; what could not be read is absent. */
  readonly mistakes?: (values: Partial<Values<O>>) => readonly string[]
  readonly run: (given: Given<O>, io: Io) => Promise<CodeOf<X>>
}

/** A command as a value: what is known of it, and the way to run it with the words after its name. */
export interface Command<Io extends CommandIo = CommandIo>
  extends Omit<CommandSpec<Options, Exits, Io>, 'run' | 'mistakes'> {
  readonly run: (argv: readonly string[], io: Io) => Promise<ExitCode>
}

/** What a process runs: the words after its name in, the exit code out. */
export type Main = (argv: readonly string[], io: CommandIo) => Promise<number>

/** Commands that share a script. */
export interface CommandFamily {
  /** What a person types: `npm run slo`. */
  readonly name: string
  readonly summary: string
  /** The command that is meant where none is named; absent: one must be named. */
  readonly otherwise?: string
  readonly commands: Readonly<Record<string, FamilyMember>>
}

/** A command, or the way to load it: one command of a family should not pay for the code of all others. */
export type FamilyMember = Command | (() => Promise<Command>)

/** The caller asked for something that cannot be done as it was asked: exit code 2, and nothing was done. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
