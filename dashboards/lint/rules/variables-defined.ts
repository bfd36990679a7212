import { variablesIn } from '../../promql/variables.ts'
import { textAt, textsIn } from '../json.ts'
import type { Finding, Rule } from '../rule.ts'

const BUILT_IN = /^(__\w+|timeFilter|\d+\w*|DS_\w+)$/

/** An undefined variable is sent to Prometheus as text and matches nothing; an unused one is a question without effect. */
export const variablesDefined: Rule = {
  code: 'variables-defined',
  summary: 'Every variable that is used is defined, and every one that is defined is used.',
  scope: 'any',
  check: board => {
    const defined = new Set(board.variables.map(({ name }) => name))
    const used = textsIn(board.json).flatMap(([text, path]) => variablesIn(text).map(name => ({ name, path })))
    const undefinedOnes: Finding[] = board.panels.flatMap(panel =>
      panel.targets.flatMap(target =>
        variablesIn(target.expr)
          .filter(name => !BUILT_IN.test(name) && !defined.has(name))
          .map(name => ({
            path: [...target.path, 'expr'],
            panel,
            message: `the query uses $${name}, which the board does not define`,
            help: `Defined here: ${[...defined].join(', ') || 'none'}.`,
          })),
      ),
    )
    const unused = board.variables.filter(
      variable => textAt(variable.json, 'type') !== 'adhoc' && !used.some(({ name }) => name === variable.name),
    )
    return [
      ...undefinedOnes,
      ...unused.map(variable => ({
        path: [...variable.path, 'name'],
        message: `nothing uses the variable $${variable.name}`,
        help: 'Use it in a query, or take it away.',
      })),
    ]
  },
}
