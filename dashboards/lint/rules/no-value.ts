import { textAt } from '../../../lib/json/path.ts'
import { eachPanel, type Rule } from '../rule.ts'

const SINGLE = new Set(['stat', 'gauge', 'bargauge', 'table', 'state-timeline'])

export const noValue: Rule = {
  code: 'no-value',
  summary: 'Stats, gauges, tables and timelines have a text for “no value”.',
  why: 'Without that text, a panel without data looks like one that has not loaded.',
  scope: 'any',
  check: board =>
    eachPanel(board, panel =>
      !SINGLE.has(panel.type) || textAt(panel.json, 'fieldConfig', 'defaults', 'noValue') !== ''
        ? undefined
        : {
            path: [...panel.path, 'fieldConfig', 'defaults', 'noValue'],
            message: 'the panel has no text for “no value”',
            help: 'Set “noValue”: “No data”, or better, such as “no failure counted”; it must not claim what is not measured.',
          },
    ),
}
