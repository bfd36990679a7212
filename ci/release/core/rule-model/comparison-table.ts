import { grouped } from '../../../../lib/text/table.ts'
import type { Comparison, Outcome } from './comparison.ts'
import { RULES } from './rules.ts'

/** How long each rule takes until its last word, in seconds, on average: for as long it is not known what becomes of a release. */
export function timesTable({ releases }: Comparison): readonly (readonly string[])[] {
  return [
    ['until the last word, in s', ...RULES.map(({ name }) => name)],
    ...releases.map(({ says, outcomes }) => [
      says,
      ...outcomes.map(({ meanSeconds }) => grouped(Math.round(meanSeconds))),
    ]),
  ]
}

/**
 * The head and the rows of the comparison: of a healthy release how often it is taken back, of another what it costs users, and
 * how often it passes where that is not never; of one that is slow no request fails. A star says that a rule costs less than ours and
 * spares as many healthy ones.
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

function healthyText({ takenBack, withdrawn }: Outcome): string {
  const back = takenBack - withdrawn
  const parts = [
    ...(back > 0 ? [`${percent(back)} taken back`] : []),
    ...(withdrawn > 0 ? [`${percent(withdrawn)} withdrawn`] : []),
  ]
  return parts.length === 0 ? 'stays' : parts.join(', ')
}

function badText({ takenBack, failedRequests }: Outcome, isCheaper: boolean): string {
  const passed = takenBack === 1 ? '' : takenBack === 0 ? 'passes' : `${percent(1 - takenBack)} pass`
  if (failedRequests === 0) return passed === '' ? 'taken back' : passed
  return `${grouped(Math.round(failedRequests))}${isCheaper ? ' *' : ''}${passed === '' ? '' : `, ${passed}`}`
}

function percent(part: number): string {
  return `${Number((part * 100).toFixed(1))} %`
}
