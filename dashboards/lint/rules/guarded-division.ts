import type { Division } from '../../promql/parse.ts'
import { eachTarget, type LintWorld, type Rule } from '../rule.ts'

export const guardedDivision: Rule = {
  code: 'guarded-division',
  summary: 'A divisor that counts events is compared with 0.',
  why: 'Without traffic, 0 ÷ 0 is NaN: Grafana draws a gap or a zero, and neither says “no traffic”.',
  scope: 'any',
  isAboutDrawing: true,
  check: (board, { series }) =>
    eachTarget(board, 'Divide by `(… > 0)`: without events there is then no value.', target =>
      target.query.divisions
        .filter(division => !division.isGuarded && countsEvents(division, series))
        .map(({ divisor }) => `the divisor can be 0: ${shortened(divisor)}`),
    ),
}

/** Sizes and constants are never 0; a count over a range can be. */
function countsEvents({ selectors }: Division, series: LintWorld['series']): boolean {
  return selectors.some(
    ({ name = '', within }) =>
      within.some(call => call === 'rate' || call === 'increase') &&
      (series.get(name)?.isCounter ?? /_(total|count|bucket|sum)$/.test(name)),
  )
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}
