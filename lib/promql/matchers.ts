import type { SyntaxNode } from '@lezer/common'
import { patternMistake } from '../re2.ts'
import { children, textOf } from './nodes.ts'
import { NEWER_PROMQL, type PromqlProblem } from './problem.ts'
import { isReservedMetric, type LabelMatcher, matchersOf, meets } from './selector.ts'
import { readString } from './string.ts'

/** What Prometheus refuses in a text: an escape it does not know, a quote that is not closed. */
export function textProblems(query: string, node: SyntaxNode): readonly PromqlProblem[] {
  if (node.name === 'QuotedLabelName') return [newerName(node)]
  return readString(textOf(query, node)).mistakes.map(({ range, ...mistake }) => ({
    code: 'promql-string',
    ...mistake,
    range: [node.from + range[0], node.from + range[1]],
  }))
}

function newerName(node: SyntaxNode): PromqlProblem {
  return {
    code: NEWER_PROMQL,
    message: 'Only Prometheus 3 reads names in quotes',
    help: 'Choose a name of letters, digits and "_", without quotes.',
    range: [node.from, node.to],
  }
}

/** What Prometheus refuses in a selector: a wrong regular expression, a metric named twice, one that would select every series. */
export function selectorProblems(query: string, node: SyntaxNode): readonly PromqlProblem[] {
  const list = node.getChild('LabelMatchers')
  const parts = list === null ? [] : children(list).filter(part => part.name.endsWith('LabelMatcher'))
  const matchers = matchersOf(query, node)
  const named = node.getChild('Identifier')
  const twice = parts.find((_, index) => named !== null && matchers[index]?.label === '__name__')
  const patterns = parts.flatMap((part, index) => patternProblems(part, matchers[index]))
  if (named !== null && isReservedMetric(textOf(query, named))) return [...patterns, wordAsMetric(query, named)]
  if (twice !== undefined) return [...patterns, namedTwice(twice)]
  const isBroad = named === null && list?.getChild('QuotedLabelName') === null && patterns.length === 0
  if (!isBroad || isInfo(query, node) || matchers.some(matcher => !meets(matcher, ''))) return patterns
  return [{ ...EVERY_SERIES, range: [node.from, node.to] }]
}

function patternProblems(part: SyntaxNode, matcher: LabelMatcher | undefined): readonly PromqlProblem[] {
  const literal = part.getChild('StringLiteral')
  if (literal === null || matcher?.operator.endsWith('~') !== true) return []
  return patternProblem(literal, matcher.text)
}

/** What RE2 refuses of a regular expression that stands in a literal. */
export function patternProblem(literal: SyntaxNode, pattern: string): readonly PromqlProblem[] {
  const mistake = patternMistake(pattern)
  if (mistake === undefined)
    return NEWER_GROUP.test(pattern) ? [{ ...NAMED_GROUP, range: [literal.from, literal.to] }] : []
  // An escape takes more characters in the literal than it stands for, so that only a plain text keeps its offsets.
  const isPlain = literal.to - literal.from === pattern.length + 2
  const [start, end] = isPlain ? mistake.range.map(at => literal.from + 1 + at) : [literal.from, literal.to]
  return [
    {
      code: 'promql-regex',
      message: `Prometheus cannot read this regular expression: ${mistake.reason}`,
      help: 'Prometheus takes the syntax of RE2: escape brackets that are meant as text; it looks neither ahead nor back.',
      range: [start ?? literal.from, end ?? literal.to],
    },
  ]
}

function wordAsMetric(query: string, name: SyntaxNode): PromqlProblem {
  const text = textOf(query, name)
  return {
    code: 'promql-selector',
    message: `"${text}" is a word of PromQL, and no metric where it stands before braces`,
    help: `Write {__name__="${text}"}.`,
    range: [name.from, name.to],
  }
}

function namedTwice(part: SyntaxNode): PromqlProblem {
  return {
    code: 'promql-selector',
    message: 'The metric is named twice',
    help: 'Name it before the braces or by __name__ inside them.',
    range: [part.from, part.to],
  }
}

/** A group with a name and without the P, which RE2 reads of late only. */
const NEWER_GROUP = /(?<!\\)(?:\\\\)*\(\?<[A-Za-z_]/

const NAMED_GROUP = {
  code: NEWER_PROMQL,
  message: 'Only Prometheus 3 reads a group that is named without a P',
  help: 'Write (?P<name>…), or leave the name out.',
}

const EVERY_SERIES = {
  code: 'promql-selector',
  message: 'This selector may take every series there is, so Prometheus refuses it',
  help: 'Name the metric, or add a matcher that an empty value does not meet, such as job="web" or job=~".+".',
}

/** The second argument of info() says which labels to add; it selects no series. */
function isInfo(query: string, node: SyntaxNode): boolean {
  const call = node.parent?.parent
  return call?.name === 'FunctionCall' && textOf(query, call.firstChild) === 'info'
}
