import { at, type JsonPath, listAt, textAt, textsIn } from '../../../lib/json/path.ts'
import type { Finding } from '../../../lib/lint/finding.ts'
import { variablesIn } from '../../promql/variables.ts'
import { boardOf } from '../links.ts'
import type { LintedBoard } from '../linted-board.ts'
import { type LintWorld, partOf, type Rule } from '../rule.ts'

/** Kinds of variables that work without being named. */
const UNNAMED = new Set(['adhoc', 'groupby'])

const BUILT_IN = /^(__\w+|timeFilter|\d+\w*|DS_\w+)$/

export const variablesDefined: Rule = {
  code: 'variables-defined',
  summary: 'Every variable that is used is defined, and every one that is defined is used.',
  why: 'An undefined variable is sent to Prometheus as text and matches nothing; an unused one offers a selection without effect.',
  scope: 'any',
  check: (board, world) => {
    const defined = new Set(board.variables.map(({ name }) => name))
    const used = new Set(textsIn(board.json).flatMap(([text, path]) => usesIn(text, path)))
    const undefinedOnes: Finding[] = board.panels.flatMap(panel =>
      panel.targets.flatMap(target =>
        variablesIn(target.expr)
          .filter(name => !BUILT_IN.test(name) && !defined.has(name) && !target.expr.includes(`(?P<${name}>`))
          .map(name => ({
            path: [...target.path, 'expr'],
            part: partOf(panel),
            message: `the query uses $${name}, which the dashboard does not define`,
            help: `Defined here: ${[...defined].join(', ') || 'none'}.`,
          })),
      ),
    )
    const unused = passesAllOn(board, world)
      ? []
      : board.variables.filter(({ type, name }) => !UNNAMED.has(type) && !used.has(name))
    return [
      ...undefinedOnes,
      ...unused.map(variable => ({
        path: [...variable.path, 'name'],
        message: `nothing uses the variable $${variable.name}`,
        help: 'Use it in a query, or remove it.',
      })),
    ]
  },
}

/** The variables that a text names; what a panel or row is repeated for stands without a sign. */
function usesIn(text: string, path: JsonPath): readonly string[] {
  return path.at(-1) === 'repeat' ? [text] : variablesIn(text)
}

/** Whether a link passes every variable on to dashboards of which nothing is known here. */
function passesAllOn(board: LintedBoard, { boards }: LintWorld): boolean {
  return listAt(board.json, 'links').some(
    link => at(link, 'includeVars') === true && !boards.some(({ uid }) => uid === boardOf(textAt(link, 'url'))),
  )
}
