import { type LabelMatcher, meets } from '../../../lib/promql/selector.ts'
import { LABELS } from '../../../services/web/contract/labels.ts'
import { valuesOf } from '../../catalogue/label-values.ts'
import { variablesIn } from '../../promql/variables.ts'
import { eachTarget, type Rule } from '../rule.ts'

export const valuesKnown: Rule = {
  code: 'values-known',
  summary: 'A matcher asks for values that the label can have, and for status codes of one kind.',
  why: 'A matcher that no series meets yields nothing, which looks like good news where failures are counted.',
  scope: 'ours',
  isAboutDrawing: true,
  check: (board, { series }) =>
    eachTarget(board, 'The values are listed in dashboards/catalogue/label-values.ts.', ({ query }) =>
      query.selectors.flatMap(({ name = '', matchers }) =>
        matchers.flatMap(matcher => problemOf(series.get(name)?.metric ?? name, matcher)),
      ),
    ),
}

function problemOf(metric: string, matcher: LabelMatcher): readonly string[] {
  const { label, operator, text } = matcher
  const values = valuesOf(metric, label)
  if (values === undefined || variablesIn(text).length > 0) return []
  const met = values.filter(value => meets(matcher, value))
  if (met.length === 0) return [`no “${label}” of “${metric}” meets ${operator}"${text}"`]
  const unknown =
    operator === '=~'
      ? text.split('|').find(part => values.every(value => !meets({ ...matcher, text: part }, value)))
      : undefined
  if (unknown !== undefined) return [`no “${label}” of “${metric}” is “${unknown}”`]
  return label === LABELS.code && areMixed(met)
    ? [`${operator}"${text}" takes errors of clients and of servers for one`]
    : []
}

/** Answers below 400 are good alike; the errors of clients are theirs. */
function areMixed(codes: readonly string[]): boolean {
  return new Set(codes.map(code => Math.max(3, Number(code[0])))).size > 1
}
