import { humanDuration, seconds } from '../../../../lib/duration.ts'
import type { Html } from '../../../../lib/html.ts'
import type { SloCost } from '../deploy/budget-cost.ts'
import { rateText } from '../gate/words.ts'
import { tableOf } from './tables.ts'

/** What each SLO lost of its budget; nothing where none is known. */
export function costTable(costs: readonly SloCost[]): readonly Html[] {
  if (costs.length === 0) return []
  const rows = costs.map(({ id, badSeconds, budgetSeconds, left }) => [
    ...[id, timeText(badSeconds), timeText(budgetSeconds)],
    ...[rateText(badSeconds / budgetSeconds), left === undefined ? 'not known' : rateText(left)],
  ])
  return [tableOf({ head: ['SLO', 'bad', 'whole budget', 'part of it', 'left'], rows })]
}

function timeText(value: number): string {
  return humanDuration(seconds(Number(value.toFixed(1))))
}
