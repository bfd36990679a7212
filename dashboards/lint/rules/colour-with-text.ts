import { at, listAt, textAt } from '../../../lib/json/path.ts'
import { eachPanel, type Rule } from '../rule.ts'

export const colourWithText: Rule = {
  code: 'colour-with-text',
  summary:
    'A value that is mapped to a colour is mapped to a text, too, and a state timeline maps its states to words.',
  why: 'One man in twelve cannot distinguish red from green, so a colour alone does not show a state.',
  scope: 'any',
  check: board =>
    eachPanel(board, panel => {
      const path = [...panel.path, 'fieldConfig', 'defaults', 'mappings']
      const mappings = listAt(panel.json, 'fieldConfig', 'defaults', 'mappings')
      const results = mappings.flatMap(mapping => {
        const options = at(mapping, 'options')
        if (textAt(mapping, 'type') !== 'value') return [at(options, 'result')]
        // A value that is a word already is the text to the colour.
        return Object.entries(Object(options)).flatMap(([value, result]) => (isNumber(value) ? [result] : []))
      })
      if (results.some(result => textAt(result, 'color') !== '' && textAt(result, 'text').trim() === '')) {
        return { path, message: 'a value is mapped to a colour without a text', help: 'Give the mapping a “text”.' }
      }
      if (panel.type !== 'state-timeline' || mappings.some(mapping => textAt(mapping, 'type') !== 'special')) {
        return undefined
      }
      return { path, message: 'its states have no words', help: 'Map each state to a word and a colour.' }
    }),
}

function isNumber(value: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(value)
}
