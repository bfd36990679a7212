import { at, listAt, textAt } from '../../../lib/json/path.ts'
import { eachPanel, type Rule } from '../rule.ts'

export const colourWithText: Rule = {
  code: 'colour-with-text',
  summary: 'A mapped colour comes with a text, and a timeline of states maps its states to words.',
  why: 'One man in twelve cannot tell red from green: a state is a word first and a colour second.',
  scope: 'any',
  check: board =>
    eachPanel(board, panel => {
      const path = [...panel.path, 'fieldConfig', 'defaults', 'mappings']
      const mappings = listAt(panel.json, 'fieldConfig', 'defaults', 'mappings')
      const results = mappings.flatMap(mapping => {
        const options = at(mapping, 'options')
        if (textAt(mapping, 'type') !== 'value') return [at(options, 'result')]
        // A value that is a word says by itself what its colour says.
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
