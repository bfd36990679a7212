import { parseArgs } from 'node:util'
import { didYouMean } from '../did-you-mean.ts'
import { own } from '../own.ts'
import type { Given, Operands } from './command.ts'
import type { Option, Options, Values } from './options.ts'
import { choiceHint, companyProblem, quoted, readOption } from './read-option.ts'

/** What a command line may hold. */
interface Grammar<O extends Options> {
  readonly options: O
  readonly operands?: Operands
  readonly mistakes?: (values: Partial<Values<O>>) => readonly string[]
}

/** What was asked for; or a wish for help; or every mistake, a sentence each. */
export type Reading<O extends Options> =
  | { readonly kind: 'given'; readonly given: Given<O> }
  | { readonly kind: 'help' }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly string[] }

const HELP: Option = { type: 'boolean', short: 'h', help: 'explains the command' }

/** Reads a command line. A wish for help comes before every mistake, for it is how to mend them. */
export function parseArguments<O extends Options>(argv: readonly string[], grammar: Grammar<O>): Reading<O> {
  const options: Options = { ...grammar.options, help: HELP }
  const { texts, operands, strays, mistakes } = readTokens(argv, options)
  if (texts.has('help')) return { kind: 'help' }
  const values: Record<string, unknown> = {}
  for (const [name, option] of Object.entries(grammar.options)) {
    const given = texts.get(name)
    const { value, problem } = readOption(name, option, given)
    const wrong = given === undefined ? problem : (companyProblem(name, option, texts) ?? problem)
    if (wrong === undefined) values[name] = value
    else mistakes.push(wrong)
  }
  mistakes.push(...operandMistakes(operands, strays, grammar.operands, options))
  mistakes.push(...(grammar.mistakes?.(values as Partial<Values<O>>) ?? []))
  if (mistakes.length > 0) return { kind: 'mistakes', mistakes }
  return { kind: 'given', given: { values: values as Values<O>, operands } }
}

interface Tokens {
  /** What was given for each option that is known; for a flag the list is empty. */
  readonly texts: ReadonlyMap<string, readonly string[]>
  readonly operands: readonly string[]
  /** Those of them that follow an unknown option, and are likely its value. */
  readonly strays: ReadonlySet<string>
  readonly mistakes: string[]
}

/** The command line word by word; in its strict mode parseArgs would stop at the first mistake. */
function readTokens(argv: readonly string[], options: Options): Tokens {
  const texts = new Map<string, readonly string[]>()
  const [operands, mistakes]: [string[], string[]] = [[], []]
  const strays = new Set<string>()
  const shapes = Object.entries(options).map(([name, { type, short }]) => [
    name,
    short === undefined ? { type } : { type, short },
  ])
  const known = Object.fromEntries(shapes)
  const { tokens } = parseArgs({ args: withEmptyValues(argv, options), options: known, strict: false, tokens: true })
  let isAfterUnknown = false
  for (const token of tokens) {
    if (token.kind === 'positional') {
      operands.push(token.value)
      if (isAfterUnknown) strays.add(token.value)
    }
    isAfterUnknown = false
    if (token.kind !== 'option') continue
    const { name, rawName, value, inlineValue } = token
    const option = own(options, name)
    isAfterUnknown = option === undefined && value === undefined
    const problem =
      option === undefined ? unknownOption(name, options) : shapeProblem(option, name, value, inlineValue === true)
    if (problem !== undefined) mistakes.push(`${rawName} ${problem}`)
    else texts.set(name, [...(texts.get(name) ?? []), ...(value === undefined ? [] : [value])])
  }
  return { texts, operands, strays, mistakes }
}

/** An option that may be bare, with the empty value where none follows: parseArgs would take the next option for it. */
function withEmptyValues(argv: readonly string[], options: Options): string[] {
  const end = argv.indexOf('--')
  return argv.map((word, index) => {
    const option = word.startsWith('--') && (end === -1 || index < end) ? own(options, word.slice(2)) : undefined
    const next = argv[index + 1]
    const isBare = next === undefined || next.startsWith('-')
    return option?.type === 'string' && option.isBareAllowed && isBare ? `${word}=` : word
  })
}

function unknownOption(name: string, options: Options): string {
  const meant = nearestOption(name, options)
  return `is not an option${meant === undefined ? '' : `: did you mean --${meant}?`}`
}

function nearestOption(word: string, options: Options): string | undefined {
  const names = Object.entries(options).flatMap(([name, { refusal }]) => (refusal === undefined ? [name] : []))
  return didYouMean(word, names)
}

function shapeProblem(option: Option, name: string, value: string | undefined, isInline: boolean): string | undefined {
  if (option.type === 'boolean') return value === undefined ? undefined : 'takes no value'
  if (option.isBareAllowed && value === '') return undefined
  // A lone dash stands for a pipe or the terminal; anything else with a dash is the next option.
  const isNextOption = !isInline && value !== undefined && value.length > 1 && value.startsWith('-')
  return value === undefined || value === '' || isNextOption ? `needs a value: --${name} ${option.value}` : undefined
}

function operandMistakes(
  given: readonly string[],
  strays: ReadonlySet<string>,
  operands: Operands | undefined,
  options: Options,
): readonly string[] {
  const { least = 0, most = 0, need = 'this command takes none', choices } = operands ?? {}
  const missing = given.length < least ? [`${need.charAt(0).toUpperCase()}${need.slice(1)}`] : []
  const wrong = given.flatMap((word, index) => {
    if (strays.has(word)) return []
    if (index >= most) {
      const meant = nearestOption(word, options)
      return [`Unexpected argument ${quoted(word)}: ${meant === undefined ? need : `did you mean --${meant}?`}`]
    }
    const isChoice = choices === undefined || choices.includes(word)
    return isChoice ? [] : [`Cannot use ${quoted(word)}: ${choiceHint(word, choices)}`]
  })
  return [...missing, ...wrong]
}
