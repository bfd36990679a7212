import { at, textAt } from '../../../lib/json/path.ts'
import { LABELS } from '../../../services/web/contract/labels.ts'
import { eachPanel, type Rule } from '../rule.ts'
import { queryName } from '../yielded.ts'

const GRAPHS = new Set(['timeseries', 'state-timeline', 'barchart', 'trend'])

export const legend: Rule = {
  code: 'legend',
  summary: 'A graph shows a legend, a tooltip for all series, and a name for each series.',
  why: "The SDK's defaults differ from Grafana's: without a legend, the lines of a graph have no names.",
  scope: 'any',
  check: board =>
    eachPanel(board, panel => {
      if (!GRAPHS.has(panel.type)) return undefined
      if (isHidden(at(panel.json, 'options', 'legend'))) {
        return {
          path: [...panel.path, 'options', 'legend', 'showLegend'],
          message: 'the graph shows no legend',
          help: 'Set “showLegend” to true: a colour without a name means nothing.',
        }
      }
      const tooltip = textAt(panel.json, 'options', 'tooltip', 'mode')
      if (tooltip !== 'multi') {
        return {
          path: [...panel.path, 'options', 'tooltip', 'mode'],
          message: tooltip === 'none' ? 'the tooltip is switched off' : 'the tooltip shows one series only',
          help: 'Set the tooltip’s mode to “multi”, so that series can be compared at one moment.',
        }
      }
      const unnamed = panel.targets.find(target => !target.isHidden && textAt(target.json, 'legendFormat') === '')
      if (unnamed === undefined) return undefined
      return {
        path: [...unnamed.path, 'legendFormat'],
        message: `the series of ${queryName(unnamed)} have no name`,
        help: `Set “legendFormat” to a word, or to labels such as “{{${LABELS.route}}}”.`,
      }
    }),
}

/** Grafana shows a legend by default; before version 9 the mode “hidden” switched it off. */
function isHidden(options: unknown): boolean {
  return at(options, 'showLegend') === false || textAt(options, 'displayMode') === 'hidden'
}
