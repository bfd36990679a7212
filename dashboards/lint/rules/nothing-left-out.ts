import { quantityOfSeries } from '../../catalogue/quantities.ts'
import { type Binary, binariesIn } from '../../promql/binary.ts'
import { normalised } from '../../promql/parse.ts'
import { quantityOfQuery } from '../../promql/quantity.ts'
import { eachTarget, type LintWorld, type Rule } from '../rule.ts'

export const nothingLeftOut: Rule = {
  code: 'nothing-left-out',
  summary: 'A query drops values only at 0, compares ages alone with a bound, and takes no figure from itself.',
  why: 'Whoever looks at a graph cannot see that small values are not in it.',
  scope: 'ours',
  isAboutDrawing: true,
  check: (board, world) =>
    eachTarget(board, 'Show every value, and mark the bound with a threshold.', ({ query }) =>
      query.isOpaque ? [] : binariesIn(query.text).flatMap(binary => problemOf(binary, world)),
    ),
}

const COMPARISON = /^(==|!=|>=?|<=?)$/

function problemOf({ operator, isBool, left, right }: Binary, { series }: LintWorld): readonly string[] {
  if (/^[-/]$/.test(operator) && normalised(left) === normalised(right)) return [`“${operator}” of a figure and itself`]
  const bound = Number(right)
  if (!COMPARISON.test(operator) || isBool || Number.isNaN(bound) || bound === 0 || bound === 1) return []
  const isTime = /\b(month|hour|minute|day_of_\w+|year)\(/.test(left)
  const counted = quantityOfQuery(left, name => quantityOfSeries(name, series))
  // The age of a measurement decides whether it still counts.
  if (isTime || counted?.seconds === 1) return []
  return [`it leaves out what is not ${operator} ${right}`]
}
