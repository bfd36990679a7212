import { at, textAt } from '../json.ts'
import { eachPanel, type Rule } from '../rule.ts'

const GRAPHS = new Set(['timeseries', 'state-timeline', 'barchart', 'trend'])

/** The SDK's defaults differ from Grafana's: a graph without a legend shows lines that nobody can name. */
export const legend: Rule = {
  code: 'legend',
  summary: 'A graph shows a legend, a tooltip for all series, and a name for each series.',
  scope: 'any',
  check: board =>
    eachPanel(board, panel => {
      if (!GRAPHS.has(panel.type)) return undefined
      if (at(panel.json, 'options', 'legend', 'showLegend') !== true) {
        return {
          path: [...panel.path, 'options', 'legend', 'showLegend'],
          message: 'the graph shows no legend',
          help: 'Set “showLegend” to true: a colour without a name tells nothing.',
        }
      }
      if (textAt(panel.json, 'options', 'tooltip', 'mode') !== 'multi') {
        return {
          path: [...panel.path, 'options', 'tooltip', 'mode'],
          message: 'the tooltip shows one series only',
          help: 'Set the tooltip’s mode to “multi”, so that series can be compared at one moment.',
        }
      }
      const unnamed = panel.targets.find(target => textAt(target.json, 'legendFormat') === '')
      if (unnamed === undefined) return undefined
      return {
        path: [...unnamed.path, 'legendFormat'],
        message: `the series of query ${textAt(unnamed.json, 'refId')} have no name`,
        help: 'Set “legendFormat” to a word, or to labels such as “{{route}}”.',
      }
    }),
}
