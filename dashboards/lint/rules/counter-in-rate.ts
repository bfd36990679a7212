import { eachTarget, type LintWorld, type Rule } from '../rule.ts'

const FOR_COUNTERS = new Set(['rate', 'irate', 'increase', 'resets'])
/** Functions that ask whether a series is there, not for its value. */
const FOR_PRESENCE = new Set([
  'count',
  'group',
  'absent',
  'absent_over_time',
  'present_over_time',
  'count_over_time',
  'timestamp',
  'changes',
])

/** A counter's value says how old its process is; the rate of a gauge says nothing at all. */
export const counterInRate: Rule = {
  code: 'counter-in-rate',
  summary: 'Counters stand inside rate, increase or resets, and gauges never do.',
  scope: 'any',
  isAboutDrawing: true,
  check: (board, { series }) =>
    eachTarget(board, 'Take `rate(counter[$__rate_interval])`, and a gauge as it is.', target =>
      target.query.selectors.flatMap(({ name = '', within, range }) => {
        const isCounter = isCounterName(name, series)
        const isRated = within.some(call => FOR_COUNTERS.has(call))
        if (isCounter === undefined) return []
        if (isCounter && !isRated && !within.some(call => FOR_PRESENCE.has(call)) && range === undefined) {
          return [`“${name}” is a counter and is shown as it is`]
        }
        return !isCounter && isRated
          ? [`“${name}” is a gauge inside ${within.find(call => FOR_COUNTERS.has(call))}()`]
          : []
      }),
    ),
}

/** By the catalogue where it knows the series; else only what the suffix promises. */
function isCounterName(name: string, series: LintWorld['series']): boolean | undefined {
  const known = series.get(name)
  if (known !== undefined) return known.isCounter
  return /(_total|_bucket)$/.test(name) ? true : undefined
}
