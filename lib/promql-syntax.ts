import type { SyntaxNode, Tree } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'
import { didYouMean } from './did-you-mean.ts'
import { PROMQL_FUNCTIONS } from './promql-functions.ts'
import type { PromqlProblem } from './promql-problem.ts'
import { typeProblems } from './promql-types.ts'

/** The syntax tree of a PromQL text; it always has one, with error nodes where the text is wrong. */
export function parsePromql(query: string): Tree {
  return parser.parse(query)
}

/** What is wrong with a PromQL text: its first syntax error, or, when it has none, every error of types. */
export function promqlProblems(query: string): readonly PromqlProblem[] {
  if (bracketDepth(query) > MAX_DEPTH) return [tooDeep(query)]
  const tree = parsePromql(query)
  const broken = firstError(tree)
  if (broken !== undefined) return [syntaxProblem(query, broken)]
  const expression = tree.topNode.firstChild
  return expression === null ? [] : typeProblems(query, expression)
}

/** More brackets inside each other than any question needs, and few enough for the stack of whoever walks the tree. */
const MAX_DEPTH = 100

function bracketDepth(query: string): number {
  let depth = 0
  let deepest = 0
  for (const character of query) {
    if (character === '(' || character === '-' || character === '+') depth += 1
    else if (character !== ' ') depth = character === ')' ? Math.max(0, depth - 1) : depth
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

function tooDeep(query: string): PromqlProblem {
  return {
    code: 'promql-syntax',
    message: 'This PromQL is nested too deeply',
    help: `Nest at most ${MAX_DEPTH} brackets and operators.`,
    range: [0, Math.min(1, query.length)],
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
  const match = /([A-Za-z_:][\w:]*)\s*$/.exec(query.slice(0, broken.from))
  const name = match?.[1]
  if (match === null || name === undefined || query[broken.from] !== '(' || PROMQL_FUNCTIONS.has(name)) return undefined
  const meant = didYouMean(name, [...PROMQL_FUNCTIONS.keys(), ...AGGREGATIONS])
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

const AGGREGATIONS = ['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar', 'topk', 'bottomk', 'quantile']

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
  const plain = query.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '')
  const count = (character: string): number => plain.split(character).length - 1
  if (/["'`]/.test(plain)) return 'A quote is not closed.'
  for (const [open, close] of PAIRS) {
    if (count(open) > count(close)) return `A "${open}" is not closed.`
    if (count(open) < count(close)) return `A "${close}" has no "${open}".`
  }
  if (broken.parent?.name === 'UnquotedLabelMatcher') return 'Put the label\'s value in quotes, as in {job="web"}.'
  return isAtEnd ? 'Something is missing after the last word.' : 'Check the operator, comma or bracket before it.'
}
