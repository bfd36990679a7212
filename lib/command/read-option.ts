import { didYouMean } from '../did-you-mean.ts'
import type { Option, ValueOption } from './options.ts'

/** What is wrong with an option beside the others that were given, or with giving it at all. */
export function companyProblem(
  name: string,
  { refusal, needs, excludes }: Option,
  texts: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  if (refusal !== undefined) return refusal
  if (needs !== undefined && !texts.has(needs)) return `--${name} needs --${needs}`
  return excludes !== undefined && texts.has(excludes) ? `--${name} cannot go with --${excludes}` : undefined
}

/** The value of an option, or the sentence about what is wrong with it. */
interface Value {
  readonly value?: unknown
  readonly problem?: string
}

/** Reads what was given for an option, or its default. */
export function readOption(name: string, option: Option, given: readonly string[] | undefined): Value {
  if (option.type === 'boolean') return { value: given !== undefined }
  const texts = given ?? (option.default === undefined ? [] : [option.default])
  // As everywhere, the last of several counts.
  const read = (option.multiple ? texts : texts.slice(-1)).map(text => readValue(name, option, text))
  const problem = read.find(each => each.problem !== undefined)?.problem
  if (problem !== undefined) return { problem }
  const values = read.map(({ value }) => value)
  return { value: option.multiple ? values : values[0] }
}

function readValue(name: string, { choices, parse, need }: ValueOption, text: string): Value {
  if (choices !== undefined && !choices.includes(text)) {
    return { problem: `Cannot use ${quoted(text)} as --${name}: ${choiceHint(text, choices)}` }
  }
  const value = parse === undefined ? text : parse(text)
  if (value !== undefined) return { value }
  return { problem: `Cannot use ${quoted(text)} as --${name}: it must be ${need ?? 'something else'}` }
}

/** Which of a few words was meant, or what they are. */
export function choiceHint(text: string, choices: readonly string[]): string {
  const meant = didYouMean(text, choices)
  return meant === undefined
    ? `it must be ${choices.length > 1 ? 'one of ' : ''}${choices.join(', ')}`
    : `did you mean ${meant}?`
}

/** More of a word would hide the sentence about it. */
const LONGEST_QUOTE = 60

/** A word in quotation marks, cut where it is long. */
export function quoted(text: string): string {
  return `"${text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text}"`
}
