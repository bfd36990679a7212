import { didYouMean } from '../did-you-mean.ts'
import type { Action, TemplateProblem, Token } from './tokens.ts'

/** What a template may use besides Go's own functions. */
export interface TemplateWorld {
  readonly functions: readonly string[]
  /** Functions that only newer versions of the program that fills in the template have. */
  readonly newer?: readonly string[]
  /** With their `$`. */
  readonly variables: readonly string[]
  /** The fields of what the template is filled in with. */
  readonly fields: readonly string[]
}

/** The functions every Go template has (https://pkg.go.dev/text/template#hdr-Functions). */
const BUILT_IN = 'and call html index slice js len not or print printf println urlquery eq ge gt le lt ne'.split(' ')

/** What stands between an `if` and its `end`; the outermost one has no action. */
export interface Block {
  readonly word: string
  readonly action: Action | undefined
  /** What may be named in it, with what its first line declares. */
  readonly variables: string[]
  /** Whether `.` is still what the template is filled in with. */
  readonly isRootKnown: boolean
}

/** An action on its way through the reader. */
export interface Reading {
  readonly action: Action
  readonly blocks: Block[]
  readonly world: TemplateWorld
  at: number
  /** So many brackets are open. */
  depth: number
}

/** Deeper than any sensible template, and far below the limit of the stack. */
const MAX_DEPTH = 100
const TOO_DEEP = `Nest at most ${MAX_DEPTH} brackets, or give a part a name: {{ $x := … }}.`

/** Reads on behind a word that was taken. */
export type ReadOn = (reading: Reading, word: Token) => TemplateProblem | undefined

/** A problem at a place. */
export function at(place: { from: number; to: number }, message: string, help: string): TemplateProblem {
  return { message, help, range: [place.from, place.to] }
}

/** What to do about an action without a value. */
export const FILL = 'Write what to put in, such as {{ $value }}.'

/** The next word of the action, if it has one. */
export function peek({ action, at: index }: Reading): Token | undefined {
  return action.tokens[index]
}

/** The same, and goes past it. */
export function take(reading: Reading): Token | undefined {
  const token = peek(reading)
  reading.at += 1
  return token
}

/** Complains about whatever still stands in the action. */
export function readEnd(reading: Reading): TemplateProblem | undefined {
  const token = peek(reading)
  return token === undefined ? undefined : unexpected(token)
}

/** Says that a word cannot stand where it does. */
export function unexpected(token: Token): TemplateProblem {
  return at(token, `A template cannot have "${token.text}" here`, 'Leave it out, or join commands with "|".')
}

/** Reads commands joined by `|`, with the variables declared before them. */
export function readPipeline(reading: Reading): TemplateProblem | undefined {
  const declared = readDeclaration(reading)
  if ('message' in declared) return declared
  for (let stage = 0; ; stage += 1) {
    const problem = readCommand(reading, stage)
    if (problem !== undefined) return problem
    if (peek(reading)?.text !== '|') break
    reading.at += 1
    // Go takes a pipe into nothing.
    if (peek(reading) === undefined) break
  }
  reading.blocks.at(-1)?.variables.push(...declared.variables)
  return undefined
}

function readDeclaration(reading: Reading): TemplateProblem | { readonly variables: readonly string[] } {
  const { tokens } = reading.action
  const names: string[] = []
  let index = reading.at
  while (tokens[index]?.kind === 'variable') {
    names.push(tokens[index]?.text ?? '')
    index += tokens[index + 1]?.text === ',' ? 2 : 1
    if (tokens[index - 1]?.text !== ',') break
  }
  const sign = tokens[index]?.text
  if (names.length === 0 || (sign !== ':=' && sign !== '=')) return { variables: [] }
  const unknown = sign === '=' ? tokens.slice(reading.at, index).find(token => isUnknown(reading, token)) : undefined
  reading.at = index + 1
  return unknown === undefined ? { variables: names } : unknownVariable(reading, unknown)
}

/** A function with its arguments, or one value. */
function readCommand(reading: Reading, stage: number): TemplateProblem | undefined {
  for (let count = 0; ; count += 1) {
    const token = peek(reading)
    if (token === undefined || token.text === '|' || token.text === ')') {
      const { action } = reading
      return count > 0 ? undefined : at(token ?? action, 'A value is missing here in the template', FILL)
    }
    const problem = readOperand(reading, count === 0 && stage > 0)
    if (problem !== undefined) return problem
  }
}

function readOperand(reading: Reading, mustBeFunction: boolean): TemplateProblem | undefined {
  const token = take(reading)
  if (token === undefined) return undefined
  if (mustBeFunction && (token.kind === 'literal' || token.kind === 'dot')) {
    return at(token, `Nothing can be piped into "${token.text}"`, 'Write a function behind "|", such as humanize.')
  }
  if (token.text === '(') {
    if (reading.depth === MAX_DEPTH) return at(token, 'This template is nested too deeply', TOO_DEEP)
    reading.depth += 1
    const problem = readPipeline(reading)
    reading.depth -= 1
    if (problem !== undefined) return problem
    if (take(reading)?.text !== ')') return at(token, 'A "(" in the template is not closed', 'Close it with ")".')
    return skipFields(reading)
  }
  return OPERANDS[token.kind](reading, token) ?? skipFields(reading)
}

const OPERANDS: Readonly<Record<Token['kind'], ReadOn>> = {
  word: ({ world }, word) => {
    const known = [...BUILT_IN, ...world.functions]
    if ([...known, 'true', 'false', 'nil'].includes(word.text)) return undefined
    if (world.newer?.includes(word.text)) return { ...at(word, newerMessage(word.text), NEWER), isNewer: true }
    const variable = world.variables.find(name => name === `$${word.text}`)
    const meant = variable ?? didYouMean(word.text, known)
    const help = meant === undefined ? `Known: ${world.functions.join(', ')}.` : `Did you mean "${meant}"?`
    return at(word, `A template of an alert has no function "${word.text}"`, help)
  },
  variable: (reading, variable) => {
    if (isUnknown(reading, variable)) return unknownVariable(reading, variable)
    return variable.text === '$' && !reading.blocks.some(isNamed) ? unknownField(reading, peek(reading)) : undefined
  },
  field: (reading, field) => (reading.blocks.at(-1)?.isRootKnown ? unknownField(reading, field) : undefined),
  dot: () => undefined,
  literal: () => undefined,
  sign: (_, sign) => unexpected(sign),
}

const NEWER = 'Choose a function that Prometheus 2 has as well.'

function newerMessage(name: string): string {
  return `Only Prometheus 3 fills in "${name}"`
}

function isNamed({ word }: Block): boolean {
  return word === 'define' || word === 'block'
}

function isUnknown({ blocks }: Reading, token: Token): boolean {
  return token.kind === 'variable' && blocks.at(-1)?.variables.includes(token.text) === false
}

function unknownVariable({ blocks }: Reading, variable: Token): TemplateProblem {
  const known = (blocks.at(-1)?.variables ?? []).filter(name => name !== '$')
  const meant = didYouMean(variable.text, known)
  const help = meant === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean "${meant}"?`
  return at(variable, `A template of an alert has no variable "${variable.text}"`, help)
}

function unknownField({ world }: Reading, field: Token | undefined): TemplateProblem | undefined {
  if (field?.kind !== 'field' || world.fields.includes(field.text)) return undefined
  const meant = didYouMean(field.text, world.fields)
  const help = meant === undefined ? `Known: ${world.fields.join(', ')}.` : `Did you mean "${meant}"?`
  return at(field, `A template of an alert has no field "${field.text}"`, help)
}

/** The fields of a value, as in `$labels.job`; which ones exist is known only when the template is expanded. */
function skipFields(reading: Reading): undefined {
  while (peek(reading)?.kind === 'field' && peek(reading)?.isBehind === true) reading.at += 1
}
