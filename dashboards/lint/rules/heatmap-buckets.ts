import { at, textAt } from '../../../lib/json/path.ts'
import { mayHave } from '../../promql/label-set.ts'
import type { LintedPanel, LintedTarget } from '../linted-board.ts'
import { eachPanel, type LintWorld, type Rule } from '../rule.ts'
import { labelsYielded } from '../yielded.ts'

export const heatmapBuckets: Rule = {
  code: 'heatmap-buckets',
  summary: 'A heatmap asks for buckets: format “heatmap”, summed by le.',
  why: 'Without the format, Grafana draws cumulative buckets as they are: every column is full to the top.',
  scope: 'any',
  check: (board, world) =>
    eachPanel(board, panel => {
      if (panel.type !== 'heatmap' || countsItself(panel)) return undefined
      const bad = panel.targets.find(
        target => textAt(target.json, 'format') !== 'heatmap' || losesBounds(target, world),
      )
      if (bad === undefined) return undefined
      return {
        path: [...bad.path, 'format'],
        message: 'the heatmap does not ask for buckets',
        help: 'Set the query’s format to “heatmap” and sum it by (le).',
      }
    }),
}

/** Whether the panel sorts plain values into buckets by itself. */
function countsItself({ json }: LintedPanel): boolean {
  const format = textAt(json, 'dataFormat')
  return at(json, 'options', 'calculate') === true || (format !== '' && format !== 'tsbuckets')
}

/** Native histograms have no label le to lose. */
function losesBounds(target: LintedTarget, world: LintWorld): boolean {
  return (
    target.query.selectors.some(({ name = '' }) => name.endsWith('_bucket')) &&
    !mayHave(labelsYielded(target, world), 'le')
  )
}
