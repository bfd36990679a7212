import { textAt } from '../../../lib/json/path.ts'
import type { Finding } from '../../../lib/lint/finding.ts'
import { mayHave } from '../../promql/label-set.ts'
import { isTableQuery, transformationsOf } from '../columns.ts'
import { linksOf } from '../links.ts'
import type { LintedPanel, LintedTarget } from '../linted-board.ts'
import { type LintWorld, partOf, type Rule } from '../rule.ts'
import { labelsToTake, labelsYielded, queryName } from '../yielded.ts'

export const labelYielded: Rule = {
  code: 'label-yielded',
  summary: 'A label that a legend or a link names is on the series that the query yields.',
  why: 'A label that the query aggregates away is empty in the legend, and a link that passes it on opens a dashboard without data.',
  scope: 'any',
  check: (board, world) =>
    board.panels.flatMap(panel => [
      ...panel.targets.flatMap(target => legendProblems(target, panel, world)),
      ...linkProblems(panel, world),
    ]),
}

function legendProblems(target: LintedTarget, panel: LintedPanel, world: LintWorld): Finding[] {
  if (isTableQuery(target) || target.isHidden) return []
  const named = [...textAt(target.json, 'legendFormat').matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, label = '']) => label)
  if (named.length === 0) return []
  const labels = labelsYielded(target, world)
  return named
    .filter(label => !mayHave(labels, label))
    .map(label => ({
      path: [...target.path, 'legendFormat'],
      part: partOf(panel),
      message: `the legend names “${label}”, a label that no series of ${queryName(target)} has`,
      help: labelsToTake(labels),
    }))
}

function linkProblems(panel: LintedPanel, world: LintWorld): Finding[] {
  return linksOf(panel).flatMap(({ takes, path, isPanelWide }) =>
    takes.flatMap(({ from, name }) => {
      if (isPanelWide) {
        const message = `the panel’s own link takes “${name}” from what is clicked, and nothing is`
        return [{ path, part: partOf(panel), message, help: 'Make it a data link, which starts at a value.' }]
      }
      if (from === 'column') return []
      const problem = labelProblem(name, panel, world, path.includes('overrides'))
      return problem === undefined ? [] : [{ path, part: partOf(panel), ...problem }]
    }),
  )
}

/**
 * What is wrong with taking a label from what is clicked; a link for some of the series is wrong only if none has it.
 */
function labelProblem(
  label: string,
  panel: LintedPanel,
  world: LintWorld,
  isForSome: boolean,
): Pick<Finding, 'message' | 'help'> | undefined {
  // What other transformations make of labels is not known here.
  if (panel.targets.length === 0 || transformationsOf(panel) === 'unknown') return undefined
  if (panel.targets.every(isTableQuery)) {
    return {
      message: `a link takes the label “${label}” from a table, whose cells have none`,
      help: 'Take the column: $' + '{__data.fields["…"]}.',
    }
  }
  const lacking = panel.targets.filter(
    target => !isTableQuery(target) && !target.isHidden && !mayHave(labelsYielded(target, world), label),
  )
  const [first] = lacking
  if (first === undefined || (isForSome && lacking.length < panel.targets.length)) return undefined
  return {
    message: `a link takes the label “${label}”, which no series of ${queryName(first)} has`,
    help: labelsToTake(labelsYielded(first, world)),
  }
}
