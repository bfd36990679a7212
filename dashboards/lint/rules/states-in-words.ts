import { at, textAt } from '../../../lib/json/path.ts'
import { eachPanel, type Rule } from '../rule.ts'

export const statesInWords: Rule = {
  code: 'states-in-words',
  summary: 'A state timeline that merges equal values is not coloured by thresholds.',
  why: 'Grafana then shows the bands between thresholds in the place of values, and never looks at their words: every state is one bar called “-∞+”.',
  scope: 'any',
  check: board =>
    eachPanel(board, panel => {
      const mode = textAt(panel.json, 'fieldConfig', 'defaults', 'color', 'mode')
      const isMerged = at(panel.json, 'options', 'mergeValues') !== false
      const hasWords = at(panel.json, 'fieldConfig', 'defaults', 'mappings', 0) !== undefined
      if (panel.type !== 'state-timeline' || mode !== 'thresholds' || !isMerged || !hasWords) return undefined
      return {
        path: [...panel.path, 'fieldConfig', 'defaults', 'color', 'mode'],
        message: 'its states are shown as bands between thresholds, without their words',
        help: 'Set the colour’s mode to “fixed”: the mappings have the colours.',
      }
    }),
}
