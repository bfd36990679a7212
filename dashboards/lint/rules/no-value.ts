import { textAt } from '../../../lib/json/path.ts'
import { eachPanel, type Rule } from '../rule.ts'

const SINGLE = new Set(['stat', 'gauge', 'bargauge', 'table', 'state-timeline'])

export const noValue: Rule = {
  code: 'no-value',
  summary: 'Stats, gauges, tables and timelines say what it means that there is no value.',
  why: 'Without a text of its own, nothing looks like a panel that has not loaded.',
  scope: 'any',
  check: board =>
    eachPanel(board, panel =>
      !SINGLE.has(panel.type) || textAt(panel.json, 'fieldConfig', 'defaults', 'noValue') !== ''
        ? undefined
        : {
            path: [...panel.path, 'fieldConfig', 'defaults', 'noValue'],
            message: 'the panel does not say what no value means',
            help: 'Set “noValue”: “No data”, or better, such as “no failure counted”; it must not claim what nobody knows.',
          },
    ),
}
