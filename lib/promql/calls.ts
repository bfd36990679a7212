import type { SyntaxNode } from '@lezer/common'
import { own } from '../own.ts'
import {
  EXPERIMENTAL,
  NEWER_FUNCTIONS,
  PROMQL_AGGREGATIONS,
  PROMQL_FUNCTIONS,
  type PromqlFunction,
} from './functions.ts'
import { patternProblem } from './matchers.ts'
import { argumentsOf, textOf } from './nodes.ts'
import { NEWER_PROMQL, type PromqlProblem } from './problem.ts'
import { readString } from './string.ts'

/** What a call or an aggregation takes and gives; undefined for a name that Prometheus does not know. */
export function signatureOf(query: string, node: SyntaxNode): PromqlFunction | undefined {
  const name = textOf(query, node.firstChild)
  return node.name === 'AggregateExpr' ? PROMQL_AGGREGATIONS.get(name.toLowerCase()) : PROMQL_FUNCTIONS.get(name)
}

/** What Prometheus refuses of a call but for its arguments' types: an unknown or guarded function, too few or too many arguments, texts that cannot work. */
export function callProblems(query: string, node: SyntaxNode): readonly PromqlProblem[] {
  const name = textOf(query, node.firstChild)
  return [...availability(name, node), ...countProblems(query, name, node), ...labelProblems(query, name, node)]
}

function availability(name: string, { firstChild, from, to }: SyntaxNode): readonly PromqlProblem[] {
  const range = firstChild === null ? ([from, to] as const) : ([firstChild.from, firstChild.to] as const)
  if (EXPERIMENTAL.has(name)) {
    const message = `Prometheus knows ${name}() only with a feature flag`
    return [{ code: 'promql-experimental', message, help: 'Choose a function that every Prometheus has.', range }]
  }
  if (!NEWER_FUNCTIONS.has(name)) return []
  const message = `Only Prometheus 3 knows ${name}()`
  return [{ code: NEWER_PROMQL, message, help: 'Choose a function that Prometheus 2 has as well.', range }]
}

function countProblems(query: string, name: string, node: SyntaxNode): readonly PromqlProblem[] {
  const known = signatureOf(query, node)
  const given = argumentsOf(node)
  if (known === undefined) return []
  const least = known.takes.filter(parameter => !parameter.isOptional).length
  const most = known.takes.some(parameter => parameter.isRepeated) ? Number.POSITIVE_INFINITY : known.takes.length
  if (given.length >= least && given.length <= most) return []
  const due =
    least === most ? `${least}` : most === Number.POSITIVE_INFINITY ? `${least} or more` : `${least} to ${most}`
  return [
    {
      code: 'promql-arguments',
      message: `${name}() takes ${due} ${due === '1' ? 'argument' : 'arguments'}, not ${given.length}`,
      help: `It takes ${known.takes.map(parameter => article(parameter.type)).join(', ') || 'nothing'}.`,
      range: [node.from, node.to],
    },
  ]
}

/** Which arguments name labels, and which one is a regular expression. */
const TEXTS: Readonly<Record<string, { readonly isLabel: (index: number) => boolean; readonly pattern?: number }>> = {
  label_replace: { isLabel: index => index === 1, pattern: 4 },
  label_join: { isLabel: index => index === 1 || index > 2 },
  count_values: { isLabel: index => index === 0 },
}

/** Prometheus checks these texts only at evaluation, when its error is only in a log. */
function labelProblems(query: string, name: string, node: SyntaxNode): readonly PromqlProblem[] {
  const texts = own(TEXTS, name.toLowerCase())
  if (texts === undefined) return []
  return argumentsOf(node).flatMap((argument, index): readonly PromqlProblem[] => {
    if (argument.name !== 'StringLiteral') return []
    const { text } = readString(textOf(query, argument))
    if (index === texts.pattern) return patternProblem(argument, text)
    // What label_replace() reads may be no label at all: every series then has the same, empty, text.
    if (!texts.isLabel(index) || /^[a-zA-Z_]\w*$/.test(text) || (index === 3 && text === '')) return []
    const message = `"${text}" is no label name`
    return [
      { code: 'promql-label', message, help: 'Use letters, digits and "_".', range: [argument.from, argument.to] },
    ]
  })
}

/** `a scalar`, `an instant vector`. */
export function article(type: string): string {
  return `${type === 'instant vector' ? 'an' : 'a'} ${type}`
}
