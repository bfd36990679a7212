import type { SyntaxNode, Tree } from '@lezer/common'
import { selectorProblems, textProblems } from './matchers.ts'
import { literalProblems } from './numbers.ts'
import type { PromqlProblem } from './problem.ts'

type Check = (query: string, node: SyntaxNode) => readonly PromqlProblem[]

/** What can be wrong with the smallest parts of a query, by their kind. */
const CHECKS: Readonly<Record<string, Check>> = {
  StringLiteral: textProblems,
  VectorSelector: selectorProblems,
  QuotedLabelName: textProblems,
  NumberDurationLiteral: literalProblems,
}

/** What Prometheus refuses of the names, texts, patterns and numbers in a query. */
export function partProblems(query: string, tree: Tree): readonly PromqlProblem[] {
  const problems: PromqlProblem[] = []
  tree.iterate({
    enter: ({ name, node }) => {
      problems.push(...(CHECKS[name]?.(query, node) ?? []))
    },
  })
  return problems
}
