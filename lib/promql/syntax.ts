import type { SyntaxNode, Tree } from '@lezer/common'
import { didYouMean } from '../did-you-mean.ts'
import { partProblems } from './checks.ts'
import { PROMQL_AGGREGATIONS, PROMQL_FUNCTIONS } from './functions.ts'
import type { PromqlProblem } from './problem.ts'
import { blankComments, parsePromql, rootOf, unclosedQuote, withoutTexts } from './tree.ts'
import { typeProblems } from './types.ts'

/**
 * What Prometheus refuses of a PromQL text: its first syntax error, or, when it has none, everything else in reading
 * order.
 */
export function promqlProblems(query: string): readonly PromqlProblem[] {
  const text = blankComments(query)
  if (bracketDepth(text) > MAX_DEPTH) return [tooDeep(text)]
  const quote = unclosedQuote(text)
  if (quote !== undefined) return [openQuote(text, quote)]
  const tree = parsePromql(text)
  if (treeDepth(tree) > MAX_TREE_DEPTH) return [tooDeep(text)]
  const broken = firstError(tree)
  if (broken !== undefined) return [syntaxProblem(text, broken)]
  const expression = rootOf(tree)
  if (expression === undefined) return []
  const problems = [...partProblems(text, tree), ...typeProblems(text, expression)]
  return problems.sort((a, b) => a.range[0] - b.range[0]).slice(0, MOST_PROBLEMS)
}

/** More mistakes than this in one query are repetitions of the same one. */
const MOST_PROBLEMS = 20

/** Deeper nesting of brackets than any query needs: the parser would take very long. */
const MAX_DEPTH = 100

/** A depth that a recursive walk of the tree has stack for; each operator in a row is a level. */
const MAX_TREE_DEPTH = 1000

/** Whether a PromQL text is nested so deeply that a recursive walk of its tree runs out of stack. */
export function isTooDeep(query: string): boolean {
  const text = blankComments(query)
  return bracketDepth(text) > MAX_DEPTH || treeDepth(parsePromql(text)) > MAX_TREE_DEPTH
}

function bracketDepth(query: string): number {
  let depth = 0
  let deepest = 0
  for (const [bracket] of withoutTexts(query).matchAll(/[()]/g)) {
    depth = bracket === '(' ? depth + 1 : Math.max(0, depth - 1)
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

function treeDepth(tree: Tree): number {
  let depth = 0
  let deepest = 0
  tree.iterate({
    enter: () => {
      depth += 1
      deepest = Math.max(deepest, depth)
    },
    leave: () => {
      depth -= 1
    },
  })
  return deepest
}

function tooDeep(query: string): PromqlProblem {
  return {
    code: 'promql-syntax',
    message: 'This PromQL is nested too deeply',
    help: `Nest at most ${MAX_DEPTH} brackets, and join at most a few hundred parts.`,
    range: [0, Math.min(1, query.length)],
  }
}

function openQuote(query: string, at: number): PromqlProblem {
  return {
    code: 'promql-string',
    message: 'A quote is not closed',
    help: `Close the text with ${query.charAt(at)}.`,
    range: [at, at + 1],
  }
}

function firstError(tree: Tree): SyntaxNode | undefined {
  let found: SyntaxNode | undefined
  tree.iterate({
    enter: node => {
      if (node.type.isError && found === undefined) found = node.node
      return found === undefined
    },
  })
  return found
}

function syntaxProblem(query: string, broken: SyntaxNode): PromqlProblem {
  return unknownFunction(query, broken) ?? unexpected(query, broken)
}

/** A name before a bracket that is no function: the grammar takes it for a metric and trips over the bracket. */
function unknownFunction(query: string, broken: SyntaxNode): PromqlProblem | undefined {
  if (query[broken.from] !== '(') return undefined
  // Looking back before each letter lets the search begin once per word, and not at every letter of a very long one.
  const match = /(?<![\w:])[A-Za-z_:][\w:]*$/.exec(query.slice(0, broken.from).trimEnd())
  const name = match?.[0]
  if (match === null || name === undefined || PROMQL_FUNCTIONS.has(name)) return undefined
  const meant = didYouMean(name, [...PROMQL_FUNCTIONS.keys(), ...PROMQL_AGGREGATIONS.keys()])
  return {
    code: 'promql-unknown-function',
    message: `PromQL has no function "${name}"`,
    help:
      meant === undefined
        ? 'See the list of functions in the documentation of Prometheus.'
        : `Did you mean "${meant}"?`,
    range: [match.index, match.index + name.length],
  }
}

function unexpected(query: string, broken: SyntaxNode): PromqlProblem {
  const isAtEnd = query.slice(broken.from).trim() === ''
  const end = query.trimEnd().length
  const text = query.slice(broken.from, Math.max(broken.to, broken.from + 1))
  return {
    code: 'promql-syntax',
    message: isAtEnd ? 'This PromQL ends too early' : `This PromQL is wrong from "${text.trim()}" on`,
    help: helpFor(query, broken, isAtEnd),
    range: isAtEnd ? [Math.max(0, end - 1), end] : [broken.from, Math.max(broken.to, broken.from + 1)],
  }
}

const PAIRS = [
  ['(', ')'],
  ['{', '}'],
  ['[', ']'],
] as const

function helpFor(query: string, broken: SyntaxNode, isAtEnd: boolean): string {
  const plain = withoutTexts(query)
  const count = (character: string): number => plain.split(character).length - 1
  for (const [open, close] of PAIRS) {
    if (count(open) > count(close)) return `A "${open}" is not closed.`
    if (count(open) < count(close)) return `A "${close}" has no "${open}".`
  }
  if (broken.parent?.name === 'UnquotedLabelMatcher') return 'Put the label\'s value in quotes, as in {job="web"}.'
  return isAtEnd ? 'Something is missing after the last word.' : 'Check the operator, comma or bracket before it.'
}
