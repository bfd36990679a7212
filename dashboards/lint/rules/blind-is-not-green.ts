import { listAt, numberAt, textAt } from '../../../lib/json/path.ts'
import { eachPanel, type Rule } from '../rule.ts'

const JUDGES = new Set(['stat', 'gauge', 'bargauge', 'state-timeline'])
const GREEN = /green|^#(2a9d78|73bf69|37872d|56a64b|1a7f37)/i

export const blindIsNotGreen: Rule = {
  code: 'blind-is-not-green',
  summary: 'The base step, in which a panel without data is painted, is not green, nor is the mapping of “no value”.',
  why: 'Grafana paints a panel without a value in the colour of its base step. Where that is green, an outage of the monitoring looks healthy.',
  scope: 'any',
  check: board =>
    eachPanel(board, panel => {
      if (!JUDGES.has(panel.type)) return undefined
      const mappings = listAt(panel.json, 'fieldConfig', 'defaults', 'mappings')
      const green = mappings.findIndex(
        mapping =>
          /null/.test(textAt(mapping, 'options', 'match')) && GREEN.test(textAt(mapping, 'options', 'result', 'color')),
      )
      if (green !== -1) {
        return {
          path: [...panel.path, 'fieldConfig', 'defaults', 'mappings', green, 'options', 'result', 'color'],
          message: 'without a value the panel is green',
          help: 'Give the mapping of “no value” a colour of its own.',
        }
      }
      if (textAt(panel.json, 'fieldConfig', 'defaults', 'color', 'mode') !== 'thresholds') return undefined
      if (textAt(panel.json, 'options', 'colorMode') === 'none') return undefined
      const [base] = listAt(panel.json, 'fieldConfig', 'defaults', 'thresholds', 'steps')
      if (base === undefined || numberAt(base, 'value') !== undefined || !GREEN.test(textAt(base, 'color'))) {
        return undefined
      }
      return {
        path: [...panel.path, 'fieldConfig', 'defaults', 'thresholds', 'steps', 0, 'color'],
        message: 'without data the panel is green',
        help: 'Give the base step the colour of “no data”, and let green begin at the first good value.',
      }
    }),
}
