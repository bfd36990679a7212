import { parseDuration } from '../../../lib/duration.ts'
import { isStandIn, RATE_INTERVAL_STAND_IN, STEP_STAND_IN } from '../../promql/stand-ins.ts'
import { eachTarget, type Rule } from '../rule.ts'

const RATES = new Set(['rate', 'increase', 'irate', 'delta'])
/** Ranges of an hour and more are chosen for their meaning, not for the zoom of a graph. */
const MEANT_MS = 3_600_000

export const rateInterval: Rule = {
  code: 'rate-interval',
  summary: 'Rates take $__rate_interval, or a range of an hour and more.',
  why: 'A fixed short range skips samples when the graph is zoomed out, and has too few of them when it is zoomed in.',
  scope: 'any',
  isAboutDrawing: true,
  check: board =>
    eachTarget(board, 'Write [$__rate_interval]: at least four scrapes, and the step when that is longer.', target =>
      target.query.selectors.flatMap(({ within, range }) => {
        const [call = ''] = within
        if (!RATES.has(call) || range === undefined || range === RATE_INTERVAL_STAND_IN || isStandIn(range)) return []
        if (range === STEP_STAND_IN) return [`${call}() over [$__interval], which can be shorter than two scrapes`]
        return (parseDuration(range) ?? MEANT_MS) >= MEANT_MS ? [] : [`${call}() over a fixed [${range}]`]
      }),
    ),
}
