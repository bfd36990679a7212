import { parseDuration } from '../../../lib/duration.ts'
import { isStandIn } from '../../promql/stand-ins.ts'
import { eachTarget, type Rule } from '../rule.ts'

const LONGEST_MS = 2 * 86_400_000

export const longRangesRecorded: Rule = {
  code: 'long-ranges-recorded',
  summary: 'A range of more than two days is read only from series that a rule records.',
  why: 'Weeks of raw samples would be read again for each viewer and each refresh; a rule reads each of them once.',
  scope: 'any',
  isAboutDrawing: true,
  check: board =>
    eachTarget(board, 'Record a rate over minutes by a rule, and sum that up; a recorded name has a colon.', target =>
      target.query.selectors.flatMap(({ name, range }) => {
        if (name === undefined || name.includes(':') || range === undefined || isStandIn(range)) return []
        return (parseDuration(range) ?? 0) > LONGEST_MS ? [`[${range}] of “${name}” is read from raw samples`] : []
      }),
    ),
}
