import { at, listAt, textAt } from '../../../lib/json/path.ts'
import type { Finding } from '../../../lib/lint/finding.ts'
import { MONITORING } from '../../catalogue/monitoring.ts'
import { outermostAggregations } from '../../promql/outermost.ts'
import { type Direction, directionOf } from '../direction.ts'
import type { LintedPanel, LintedTarget } from '../linted-board.ts'
import { eachTarget, partOf, type Rule } from '../rule.ts'
import { settingOf, shownName } from '../shown-names.ts'

export const worstShown: Rule = {
  code: 'worst-shown',
  summary: 'Of several values the worst is shown, and stands first: where more is worse the greatest, never a mean.',
  why: 'The best of two instances, or the mean of them, hides that one of them is broken.',
  scope: 'ours',
  isAboutDrawing: true,
  check: board => [
    ...eachTarget(
      board,
      'Take the aggregation that keeps the worst: max where more is worse, min where less is.',
      (target, panel) => (target.query.isOpaque ? [] : problemsOf(target, panel)),
    ),
    ...board.panels.flatMap(sorting),
  ],
}

const RIGHT: Readonly<Record<string, Direction>> = {
  max: 'greater is worse',
  topk: 'greater is worse',
  min: 'less is worse',
  bottomk: 'less is worse',
}

function problemsOf(target: LintedTarget, panel: LintedPanel): readonly string[] {
  const direction = directionOf(settingOf(panel, target, 'thresholds'), settingOf(panel, target, 'mappings'))
  // The cores of one node are parts of one whole, and so are its modes.
  const isMean = target.query.calls.some(({ name, text }) => name === 'avg' && !/\bmode=/.test(text))
  const means = isMean ? ['a mean hides the worst of its series'] : []
  const chosen = outermostAggregations(target.query.text).flatMap(({ name, argument }) => {
    const right = RIGHT[name]
    // Of several figures topk and bottomk choose one, and do not take what is one figure together.
    const isChoice = name === 'topk' || name === 'bottomk'
    if (right === undefined || (!isChoice && isOneFigure(argument))) return []
    if (direction === undefined) return name === 'bottomk' ? ['it shows the least of its series'] : []
    return right === direction ? [] : [`${name} of its series, where ${direction}`]
  })
  return [...means, ...chosen]
}

/** What two Prometheus servers recorded of one thing is one figure, whichever of them is taken; alerts are 1. */
function isOneFigure(argument: string): boolean {
  const names = argument.match(/\b[a-zA-Z_:][\w:]*(?=\{)|\b[a-z]\w*:[\w:]+/g) ?? []
  return names.length > 0 && names.every(name => name.includes(':') || name === MONITORING.alerts)
}

function sorting(panel: LintedPanel): readonly Finding[] {
  return listAt(panel.json, 'options', 'sortBy').flatMap((order, index) => {
    const title = textAt(order, 'displayName')
    const target = panel.targets.find(candidate => shownName(panel, candidate) === title)
    if (target === undefined) return []
    const direction = directionOf(settingOf(panel, target, 'thresholds'), settingOf(panel, target, 'mappings'))
    const isDescending = at(order, 'desc') === true
    if (direction === undefined || isDescending === (direction === 'greater is worse')) return []
    return [
      {
        path: [...panel.path, 'options', 'sortBy', index, 'desc'],
        part: partOf(panel),
        message: `the worst of “${title}” stands last`,
        help: 'Sort the other way round.',
      },
    ]
  })
}
