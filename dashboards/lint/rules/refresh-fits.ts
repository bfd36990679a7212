import { parseDuration } from '../../../lib/duration.ts'
import { textAt } from '../../../lib/json/path.ts'
import type { Rule } from '../rule.ts'

const SHORTEST_MS = 10_000
const LONG_RANGE_MS = 7 * 86_400_000
const SHORTEST_FOR_LONG_MS = 60_000

export const refreshFits: Rule = {
  code: 'refresh-fits',
  summary: 'A dashboard refreshes at most every 10 s, and every minute when it shows a week or more.',
  why: 'Each open browser runs every query again at each refresh; a month of data does not change in five seconds.',
  scope: 'any',
  check: board => {
    const refresh = parseDuration(textAt(board.json, 'refresh'))
    const range = parseDuration(/^now-(\w+)$/.exec(textAt(board.json, 'time', 'from'))?.[1] ?? '')
    if (refresh === undefined) return []
    const shortest = range !== undefined && range >= LONG_RANGE_MS ? SHORTEST_FOR_LONG_MS : SHORTEST_MS
    if (refresh >= shortest) return []
    return [
      {
        path: [...board.root, 'refresh'],
        message: `it runs all its queries every ${textAt(board.json, 'refresh')}`,
        help: `Refresh every ${shortest / 1000} s or less often.`,
      },
    ]
  },
}
