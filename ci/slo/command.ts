/** What a command takes from its process. */
export interface CommandIo {
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
}

/** One word after `npm run slo --`. */
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
