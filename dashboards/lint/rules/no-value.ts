import { at, listAt, textAt } from '../../../lib/json/path.ts'
import { eachPanel, type Rule } from '../rule.ts'

const SINGLE = new Set(['stat', 'gauge', 'bargauge', 'table', 'state-timeline'])

export const noValue: Rule = {
  code: 'no-value',
  summary: 'Stats, gauges, tables and timelines have a text for “no value”, which is no word for a value.',
  why: 'Without that text, a panel without data looks like one that has not loaded.',
  scope: 'any',
  check: board =>
    eachPanel(board, panel => {
      const text = textAt(panel.json, 'fieldConfig', 'defaults', 'noValue')
      const path = [...panel.path, 'fieldConfig', 'defaults', 'noValue']
      if (!SINGLE.has(panel.type)) return undefined
      if (text === '') {
        return {
          path,
          message: 'the panel has no text for “no value”',
          help: 'Set “noValue”: “No data”, or better, such as “no failure counted”; it must not claim what is not measured.',
        }
      }
      return wordsOf(panel.json).includes(text)
        ? { path, message: `“${text}” is also its word for a value`, help: 'Say that there is no value.' }
        : undefined
    }),
}

/** The words of single values. */
function wordsOf(panel: unknown): readonly string[] {
  return listAt(panel, 'fieldConfig', 'defaults', 'mappings')
    .filter(mapping => textAt(mapping, 'type') === 'value')
    .flatMap(mapping => Object.values(Object(at(mapping, 'options'))).map(result => textAt(result, 'text')))
}
