import { grouped } from '../../../../lib/text/table.ts'
import type { Comparison, Outcome } from './comparison.ts'
import { RULES } from './rules.ts'

/**
 * The head and the rows of the comparison: of a healthy release how often it is taken back, of another what it costs users, and
 * how often it passes where that is not never. A star says that a rule costs less than ours and spares as many healthy ones.
 */
export function comparisonTable({ releases }: Comparison): readonly (readonly string[])[] {
  return [
    ['the release', ...RULES.map(({ name }) => name)],
    ...releases.map(({ says, isHealthy, outcomes, cheaper }) => [
      says,
      ...outcomes.map(outcome => (isHealthy ? healthyText(outcome) : badText(outcome, cheaper.includes(outcome.rule)))),
    ]),
  ]
}

function healthyText({ takenBack }: Outcome): string {
  return takenBack === 0 ? 'stays' : `${percent(takenBack)} taken back`
}

function badText({ takenBack, failedRequests }: Outcome, isCheaper: boolean): string {
  const passed = takenBack === 1 ? '' : `, ${takenBack === 0 ? 'passes' : `${percent(1 - takenBack)} pass`}`
  return `${grouped(Math.round(failedRequests))}${isCheaper ? ' *' : ''}${passed}`
}

function percent(part: number): string {
  return `${Number((part * 100).toFixed(1))} %`
}
