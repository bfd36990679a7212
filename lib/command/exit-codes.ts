/**
 * Every exit code of every command, by name. A command declares which of them it gives and what each means there; the
 * compiler lets it return no other, and `--help` is made from the same declaration. A new code is a row here.
 */
export const EXIT = {
  good: 0,
  bad: 1,
  usage: 2,
  blind: 3,
  /** A rule of the owner forbids it, such as a spent error budget. */
  policy: 10,
  /** Something that must hold before does not; nothing was changed. */
  preflight: 11,
  /** The release is bad. */
  rollBack: 20,
  /** The pods of the release did not run, and the one before is back. */
  podsFailed: 21,
  /** The release before could not be brought back. */
  stuck: 30,
  /** There is no decision about the release. */
  hold: 40,
  /** 128 + 2, as a shell reports a program that SIGINT ended. */
  interrupted: 130,
  /** 128 + 13, as a shell reports a program that SIGPIPE ended. */
  readerGone: 141,
} as const

export type ExitName = keyof typeof EXIT
export type ExitCode = (typeof EXIT)[ExitName]

/** What most commands give: all is good, or something is wrong. */
export type GoodOrBad = typeof EXIT.good | typeof EXIT.bad

/** What a code means where no single command is meant: in the help of a family. */
export const EXIT_MEANINGS: Readonly<Record<ExitName, string>> = {
  good: 'good',
  bad: 'something is wrong',
  usage: 'wrong usage',
  blind: 'nothing to judge',
  policy: 'refused by policy',
  preflight: 'refused before anything changed',
  rollBack: 'roll back',
  podsFailed: 'rolled back, for pods did not run',
  stuck: 'the rollback failed',
  hold: 'hold, for there is no decision',
  interrupted: 'interrupted',
  readerGone: 'the reader of the output has gone',
}

/** The codes that a command can give, each with what it means there; wrong usage is known to all and not declared. */
export type Exits = Readonly<Partial<Record<Exclude<ExitName, 'usage' | 'readerGone'>, string>>>

/** The codes behind declared names. */
export type CodeOf<X extends Exits> = (typeof EXIT)[keyof X & ExitName]

/** `Exit codes: 0 good · 1 …`, in numeric order, with wrong usage where arguments are read. */
export function exitLine(exits: Exits, areArgumentsRead = true): string {
  const usage = areArgumentsRead ? { usage: EXIT_MEANINGS.usage } : {}
  const named = Object.entries({ ...exits, ...usage }) as [ExitName, string][]
  const texts = named.sort(([a], [b]) => EXIT[a] - EXIT[b]).map(([name, meaning]) => `${EXIT[name]} ${meaning}`)
  return `Exit codes: ${texts.join(' · ')}`
}
