import { didYouMean } from '../did-you-mean.ts'
import { own } from '../own.ts'
import type { Command, CommandFamily, CommandIo, CommandSpec, FamilyMember } from './command.ts'
import { EXIT, type ExitCode, type Exits } from './exit-codes.ts'
import type { Options } from './options.ts'
import { parseArguments, type Reading } from './parse.ts'

const HELP_WORDS: readonly string[] = ['--help', '-h']

/** Makes a command of all that is known of it. */
export function defineCommand<const O extends Options, const X extends Exits, Io extends CommandIo = CommandIo>(
  spec: CommandSpec<O, X, Io>,
): Command<Io> {
  const { mistakes: _, ...known } = spec
  return { ...known, run: (argv, io) => runCommand(spec, argv, io) }
}

async function runCommand<O extends Options, X extends Exits, Io extends CommandIo>(
  spec: CommandSpec<O, X, Io>,
  argv: readonly string[],
  io: Io,
): Promise<ExitCode> {
  const reading = spec.passesOn ? passOn<O>(argv) : parseArguments(argv, spec)
  if (reading.kind === 'help') {
    const { renderHelp } = await import('./help.ts')
    io.stdout(renderHelp(spec))
    return EXIT.good
  }
  if (reading.kind === 'mistakes') return misuse(reading.mistakes.join('\n'), spec.name, io)
  const ending = new AbortController()
  const listeners = (spec.endsOn ?? []).map(signal => io.onSignal(signal, () => ending.abort()))
  try {
    return await spec.run(reading.given, { ...io, signal: AbortSignal.any([io.signal, ending.signal]) })
  } catch (error) {
    const { reportError } = await import('./report.ts')
    return reportError(error, spec.name, io)
  } finally {
    for (const stopListening of listeners) stopListening()
  }
}

/** Code for help and for errors is loaded when there is something to say: most runs need neither. */
async function misuse(mistakes: string, name: string, io: CommandIo): Promise<ExitCode> {
  const { reportMisuse } = await import('./report.ts')
  return reportMisuse(mistakes, name, io)
}

/** Help is ours where it stands first; everything else is for another program. */
function passOn<O extends Options>(argv: readonly string[]): Reading<O> {
  if (HELP_WORDS.includes(argv[0] ?? '')) return { kind: 'help' }
  return { kind: 'given', given: { values: {} as never, operands: argv } }
}

/** Runs one command of a family. */
export async function runFamily(family: CommandFamily, argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { name, otherwise, commands } = family
  const [first] = argv
  if (first !== undefined && [...HELP_WORDS, 'help'].includes(first)) {
    const { renderFamilyHelp } = await import('./help.ts')
    const entries = Object.entries(commands).map(async ([word, member]) => [word, await loaded(member)] as const)
    io.stdout(renderFamilyHelp(family, Object.fromEntries(await Promise.all(entries))))
    return EXIT.good
  }
  const isNamed = first !== undefined && !first.startsWith('-')
  const word = isNamed ? first : otherwise
  const member = word === undefined ? undefined : own(commands, word)
  if (member !== undefined) return (await loaded(member)).run(isNamed ? argv.slice(1) : argv, io)
  return misuse(unknownCommand(first, commands), name, io)
}

function loaded(member: FamilyMember): Command | Promise<Command> {
  return typeof member === 'function' ? member() : member
}

function unknownCommand(word: string | undefined, commands: CommandFamily['commands']): string {
  const names = Object.keys(commands)
  const known = `one of ${names.join(', ')}`
  if (word === undefined) return `Name ${known}`
  if (word.startsWith('-')) {
    const reading = parseArguments([word], { options: {} })
    return [...(reading.kind === 'mistakes' ? reading.mistakes : []), `Name ${known}`].join('\n')
  }
  const meant = didYouMean(word, [...names, 'help'])
  return `There is no command "${word}": ${meant === undefined ? `name ${known}` : `did you mean ${meant}?`}`
}
