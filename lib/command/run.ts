import { didYouMean } from '../did-you-mean.ts'
import type { Command, CommandFamily, CommandIo, CommandSpec } from './command.ts'
import { EXIT, type ExitCode, type Exits } from './exit-codes.ts'
import { renderFamilyHelp, renderHelp } from './help.ts'
import type { Options } from './options.ts'
import { parseArguments, type Reading } from './parse.ts'
import { reportError, reportMisuse } from './report.ts'

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
    io.stdout(renderHelp(spec))
    return EXIT.good
  }
  if (reading.kind === 'mistakes') return reportMisuse(reading.mistakes.join('\n'), spec.name, io)
  const ending = new AbortController()
  const listeners = (spec.endsOn ?? []).map(signal => io.onSignal(signal, () => ending.abort()))
  try {
    return await spec.run(reading.given, { ...io, signal: AbortSignal.any([io.signal, ending.signal]) })
  } catch (error) {
    return reportError(error, spec.name, io)
  } finally {
    for (const stopListening of listeners) stopListening()
  }
}

/** Help is ours where it stands first; everything else is for another program. */
function passOn<O extends Options>(argv: readonly string[]): Reading<O> {
  if (HELP_WORDS.includes(argv[0] ?? '')) return { kind: 'help' }
  return { kind: 'given', given: { values: {} as never, operands: argv } }
}

/** Runs one command of a family. */
export function runFamily(family: CommandFamily, argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { name, otherwise, commands } = family
  const [first] = argv
  if (first !== undefined && [...HELP_WORDS, 'help'].includes(first)) {
    io.stdout(renderFamilyHelp(family))
    return Promise.resolve(EXIT.good)
  }
  const isNamed = first !== undefined && !first.startsWith('-')
  const word = isNamed ? first : otherwise
  const command = word !== undefined && Object.hasOwn(commands, word) ? commands[word] : undefined
  if (command !== undefined) return command.run(isNamed ? argv.slice(1) : argv, io)
  return Promise.resolve(reportMisuse(unknownCommand(first, commands), name, io))
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
