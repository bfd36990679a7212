import type { PromQuery, Selector } from '../../promql/parse.ts'
import type { LintedBoard } from '../linted-board.ts'
import { eachTarget, type LintWorld, type Rule } from '../rule.ts'

const FOR_COUNTERS = new Set(['rate', 'irate', 'increase', 'resets'])
/** Functions that test whether a series exists, and do not use its value. */
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

export const counterInRate: Rule = {
  code: 'counter-in-rate',
  summary: 'Counters stand inside rate, increase or resets, and gauges never do.',
  why: "A counter's value depends on the age of its process; the rate of a gauge means nothing.",
  scope: 'any',
  isAboutDrawing: true,
  check: (board, { series }) => {
    const rated = ratedOn(board)
    return eachTarget(board, 'Take `rate(counter[$__rate_interval])`, and a gauge as it is.', ({ query }) =>
      // A counter minus, or divided by, another one is a count or a mean since the start, which may be intended.
      withoutPairs(query).flatMap(({ name = '', within, range }) => {
        const isCounter = query.isOpaque ? undefined : isCounterName(name, series, rated)
        const isRated = within.some(call => FOR_COUNTERS.has(call))
        if (isCounter === undefined) return []
        if (isCounter && !isRated && !within.some(call => FOR_PRESENCE.has(call)) && range === undefined) {
          return [
            series.has(name)
              ? `“${name}” is a counter and is shown as it is`
              : `“${name}” is shown as it is, while another query takes its rate`,
          ]
        }
        return !isCounter && isRated
          ? [`“${name}” is a gauge inside ${within.find(call => FOR_COUNTERS.has(call))}()`]
          : []
      }),
    )
  },
}

function withoutPairs({ selectors, text }: PromQuery): readonly Selector[] {
  const plain = selectors.filter(({ range }) => range === undefined)
  return plain.length > 1 && /[/-]/.test(text) ? selectors.filter(({ range }) => range !== undefined) : selectors
}

/** The series whose rate a query of the dashboard takes. */
function ratedOn({ panels }: LintedBoard): ReadonlySet<string> {
  const selectors = panels.flatMap(({ targets }) => targets.flatMap(({ query }) => query.selectors))
  return new Set(
    selectors.filter(({ within }) => within.some(call => FOR_COUNTERS.has(call))).map(({ name = '' }) => name),
  )
}

/**
 * By the catalogue where it knows the series. Many gauges end in “_total” as well, so elsewhere a counter is only what
 * is named like one and whose rate is taken by another query of the same dashboard.
 */
function isCounterName(name: string, series: LintWorld['series'], rated: ReadonlySet<string>): boolean | undefined {
  const known = series.get(name)
  if (known !== undefined) return known.isCounter
  return /(_total|_bucket)$/.test(name) && rated.has(name) ? true : undefined
}
