import { textAt } from '../json.ts'
import { eachPanel, type Rule } from '../rule.ts'

/** Without the format, Grafana draws cumulative buckets as they are: every column is full to the top. */
export const heatmapBuckets: Rule = {
  code: 'heatmap-buckets',
  summary: 'A heatmap asks for buckets: format “heatmap”, summed by le.',
  scope: 'any',
  check: board =>
    eachPanel(board, panel => {
      if (panel.type !== 'heatmap') return undefined
      const bad = panel.targets.find(
        target => textAt(target.json, 'format') !== 'heatmap' || !target.query.groupingLabels.includes('le'),
      )
      if (bad === undefined) return undefined
      return {
        path: [...bad.path, 'format'],
        message: 'the heatmap does not ask for buckets',
        help: 'Set the query’s format to “heatmap” and sum it by (le).',
      }
    }),
}
